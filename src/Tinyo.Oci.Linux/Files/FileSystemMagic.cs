namespace Tinyo.Oci.Linux.Files;

/// <summary>The f_type of file systems that must be recognised, see fstatfs(2).</summary>
public enum FileSystemMagic : long
{
    TMPFS_MAGIC = 0x01021994,
    PROC_SUPER_MAGIC = 0x9fa0,
    SYSFS_MAGIC = 0x62656572,
    CGROUP_SUPER_MAGIC = 0x27e0eb,
    CGROUP2_SUPER_MAGIC = 0x63677270,
    DEVPTS_SUPER_MAGIC = 0x1cd1,
    NSFS_MAGIC = 0x6e736673,
    RDTGROUP_SUPER_MAGIC = 0x7655821,
    SELINUX_MAGIC = 0xf97cff8c,
}
