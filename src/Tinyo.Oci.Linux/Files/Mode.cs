namespace Tinyo.Oci.Linux.Files;

/// <summary>File modes in the octal spelling that people know, see chmod(2) and inode(7).</summary>
public static class Mode
{
    /// <summary>rwx------</summary>
    public const uint O700 = 0x1C0;

    /// <summary>rw-------</summary>
    public const uint O600 = 0x180;

    /// <summary>rw-r--r--</summary>
    public const uint O644 = 0x1A4;

    /// <summary>rw-rw-rw-</summary>
    public const uint O666 = 0x1B6;

    /// <summary>rwx--x--x</summary>
    public const uint O711 = 0x1C9;

    /// <summary>rwxr-xr-x</summary>
    public const uint O755 = 0x1ED;

    /// <summary>rwxrwxrwx</summary>
    public const uint O777 = 0x1FF;

    /// <summary>The sticky bit.</summary>
    public const uint Sticky = 0x200;

    /// <summary>All permission bits with setuid, setgid and sticky.</summary>
    public const uint Permissions = 0xFFF;
}
