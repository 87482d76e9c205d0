namespace Tinyo.Oci.Linux.Files;

/// <summary>What statx(2) tells of one file.</summary>
public readonly record struct FileStatus
{
    private const uint TypeMask = 0xF000;

    internal FileStatus(in StatxBuffer buffer)
    {
        Type = (FileType)(buffer.Mode & TypeMask);
        Permissions = buffer.Mode & Mode.Permissions;
        (Uid, Gid) = (buffer.Uid, buffer.Gid);
        (DeviceMajor, DeviceMinor) = (buffer.RdevMajor, buffer.RdevMinor);
        (Device, Inode) = (((ulong)buffer.DevMajor << 32) | buffer.DevMinor, buffer.Inode);
        (Size, MountId) = ((long)buffer.Size, buffer.MountId);
    }

    /// <summary>What kind of thing it is.</summary>
    public FileType Type { get; }

    /// <summary>The permission bits, with setuid, setgid and sticky.</summary>
    public uint Permissions { get; }

    /// <summary>The owner, as this process's user namespace sees it.</summary>
    public uint Uid { get; }

    /// <summary>The group, as this process's user namespace sees it.</summary>
    public uint Gid { get; }

    /// <summary>The major number of the device that a device node names.</summary>
    public uint DeviceMajor { get; }

    /// <summary>The minor number of the device that a device node names.</summary>
    public uint DeviceMinor { get; }

    /// <summary>The device that the file lives on, major in the upper half.</summary>
    public ulong Device { get; }

    /// <summary>The file's number on its device.</summary>
    public ulong Inode { get; }

    /// <summary>Length in bytes.</summary>
    public long Size { get; }

    /// <summary>The mount that the file was reached through, 0 before Linux 5.8.</summary>
    public ulong MountId { get; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type is FileType.S_IFDIR;
}
