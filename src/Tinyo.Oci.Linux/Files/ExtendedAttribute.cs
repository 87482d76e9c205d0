using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Extended attributes of directories, used as marks: they are there or not, or carry a number; see xattr(7).</summary>
public static class ExtendedAttribute
{
    /// <summary>Sets a mark, and says why not, as <see cref="Errno.EOPNOTSUPP"/>.</summary>
    public static unsafe Errno TrySet(string path, string name)
    {
        byte value = (byte)'1';
        return Libc.Setxattr(path, name, &value, sizeof(byte), 0) == 0 ? Errno.None : Libc.LastError;
    }

    /// <summary>Sets the SELinux label of what a handle refers to, and says why not.</summary>
    public static unsafe Errno TrySetLabel(SafeFileHandle file, string label)
    {
        var value = Encoding.UTF8.GetBytes(label + "\0");
        fixed (byte* bytes = value)
        {
            var result = Libc.Setxattr(ClassicMount.PathOf(file), "security.selinux", bytes, (nuint)value.Length, 0);
            GC.KeepAlive(file);
            return result == 0 ? Errno.None : Libc.LastError;
        }
    }

    /// <summary>Sets a mark with a number in it, and says why not.</summary>
    public static unsafe Errno TrySet(string path, string name, ulong number) =>
        Libc.Setxattr(path, name, (byte*)&number, sizeof(ulong), 0) == 0 ? Errno.None : Libc.LastError;

    /// <summary>The number in a mark; null when there is no such mark.</summary>
    public static unsafe ulong? TryGet(string path, string name)
    {
        ulong number = 0;
        return Libc.Getxattr(path, name, (byte*)&number, sizeof(ulong)) == sizeof(ulong) ? number : null;
    }

    /// <summary>Takes a mark away, and says why not.</summary>
    public static Errno TryRemove(string path, string name) => Libc.Removexattr(path, name) == 0 ? Errno.None : Libc.LastError;

    /// <summary>Whether the mark is there.</summary>
    public static unsafe bool IsSet(string path, string name) => Libc.Getxattr(path, name, null, 0) >= 0;
}
