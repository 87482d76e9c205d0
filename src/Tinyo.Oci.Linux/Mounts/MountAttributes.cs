namespace Tinyo.Oci.Linux.Mounts;

/// <summary>Attributes of one mount, see mount_setattr(2).</summary>
/// <remarks>The access-time values are a field, not bits: to set one, clear <see cref="MOUNT_ATTR__ATIME"/> first.</remarks>
[Flags]
public enum MountAttributes : ulong
{
    None = 0,
    MOUNT_ATTR_RDONLY = 0x1,
    MOUNT_ATTR_NOSUID = 0x2,
    MOUNT_ATTR_NODEV = 0x4,
    MOUNT_ATTR_NOEXEC = 0x8,
    MOUNT_ATTR__ATIME = 0x70,
    MOUNT_ATTR_RELATIME = 0,
    MOUNT_ATTR_NOATIME = 0x10,
    MOUNT_ATTR_STRICTATIME = 0x20,
    MOUNT_ATTR_NODIRATIME = 0x80,
    MOUNT_ATTR_IDMAP = 0x100000,
    MOUNT_ATTR_NOSYMFOLLOW = 0x200000,
}
