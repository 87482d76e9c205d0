namespace Tinyo.Oci.Linux.Files;

/// <summary>What kind of thing a path names: the S_IFMT bits of its mode, see inode(7).</summary>
public enum FileType
{
    S_IFIFO = 0x1000,
    S_IFCHR = 0x2000,
    S_IFDIR = 0x4000,
    S_IFBLK = 0x6000,
    S_IFREG = 0x8000,
    S_IFLNK = 0xA000,
    S_IFSOCK = 0xC000,
}
