using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <content>Reading and writing whole files, and listing directories.</content>
public static partial class FileSystem
{
    /// <summary>Reads a whole file; throws when it holds more than <paramref name="limit"/> bytes.</summary>
    public static byte[] ReadAll(string path, int limit = 16 << 20, SafeFileHandle? directory = null)
    {
        using var file = Open(path, OpenFlags.O_RDONLY, 0, directory);
        return ReadAll(file, path, limit);
    }

    /// <summary>Reads a whole open file from where it stands; throws when it holds more than <paramref name="limit"/> bytes.</summary>
    public static byte[] ReadAll(SafeFileHandle file, string subject, int limit = 16 << 20)
    {
        Span<byte> small = stackalloc byte[4096];
        var buffer = small;
        var length = 0;
        while (Read(file, buffer[length..], subject) is > 0 and var count)
        {
            length += count;
            if (length > limit)
            {
                throw new LinuxException("read", $"{subject} (over {limit} bytes)", Errno.ENOMEM);
            }

            if (length == buffer.Length)
            {
                Span<byte> larger = new byte[buffer.Length * 4];
                buffer.CopyTo(larger);
                buffer = larger;
            }
        }

        return buffer[..length].ToArray();
    }

    /// <summary>Reads a whole small file as text; null when it can't be opened.</summary>
    public static string? TryReadText(string path, SafeFileHandle? directory = null)
    {
        if (TryOpen(path, OpenFlags.O_RDONLY, out var file, 0, directory) is not Errno.None)
        {
            return null;
        }

        using (file)
        {
            return Encoding.UTF8.GetString(ReadAll(file, path));
        }
    }

    /// <summary>Reads at most a buffer; 0 at the end.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, string subject) =>
        TryRead(file, buffer, out var count) is Errno.None ? count : throw LinuxException.Last("read", subject);

    /// <summary>Reads at most a buffer, 0 at the end, and says why not.</summary>
    public static unsafe Errno TryRead(SafeFileHandle file, Span<byte> buffer, out int count)
    {
        fixed (byte* bytes = buffer)
        {
            do
            {
                count = (int)Libc.Read(file, bytes, (nuint)buffer.Length);
            }
            while (count < 0 && Libc.LastError is Errno.EINTR);

            return count < 0 ? Libc.LastError : Errno.None;
        }
    }

    /// <summary>Writes all bytes.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> content, string subject)
    {
        if (TryWrite(file, content) is not Errno.None)
        {
            throw LinuxException.Last("write", subject);
        }
    }

    /// <summary>Writes all bytes, and says why not.</summary>
    public static unsafe Errno TryWrite(SafeFileHandle file, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var count = Libc.Write(file, bytes + done, (nuint)(content.Length - done));
                if (count < 0 && Libc.LastError is not Errno.EINTR)
                {
                    return Libc.LastError;
                }

                done += Math.Max((int)count, 0);
            }
        }

        return Errno.None;
    }

    /// <summary>Writes text to a file that exists, in one write(2), as kernel files want it; says why not.</summary>
    public static Errno TryWriteText(string path, string text, SafeFileHandle? directory = null)
    {
        if (TryOpen(path, OpenFlags.O_WRONLY, out var file, 0, directory) is not Errno.None and var error)
        {
            return error;
        }

        using (file)
        {
            return TryWrite(file, Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Writes a file whole or not at all: under another name first, then renamed.</summary>
    /// <param name="name">The file.</param>
    /// <param name="content">What it shall hold.</param>
    /// <param name="mode">Its permissions.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="exchanges">Whether nothing but a file of ours can have that name: then the old one is given the other name, and removed. A rename over it makes some file systems write the new one to the disk at once (auto_da_alloc, see ext4(5)).</param>
    public static void Replace(string name, ReadOnlySpan<byte> content, uint mode, SafeFileHandle? directory = null, bool exchanges = false)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(name) ?? "", $".{Path.GetFileName(name)}.{Libc.Getpid()}");
        TryRemoveFile(temporary, directory); // of a process that died with this pid
        try
        {
            using (var file = Open(temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW, mode, directory))
            {
                Write(file, content, name);
            }

            if (exchanges && TryExchange(temporary, name, directory) is Errno.None)
            {
                TryRemoveFile(temporary, directory);
            }
            else
            {
                Rename(temporary, name, directory);
            }
        }
        catch (LinuxException)
        {
            TryRemoveFile(temporary, directory);
            throw;
        }
    }

    /// <summary>The names in a directory without <c>.</c> and <c>..</c>, in no order.</summary>
    public static List<string> List(SafeFileHandle directory, string subject) => List(directory, subject, onlyDirectories: false);

    private static unsafe List<string> List(SafeFileHandle directory, string subject, bool onlyDirectories)
    {
        const int TypeOffset = 18, NameOffset = 19; // struct linux_dirent64: inode, offset, length, type, name
        const byte DT_DIR = 4;
        var names = new List<string>();
        var buffer = stackalloc byte[8192];
        while (true)
        {
            var filled = Libc.Getdents64(directory, buffer, 8192);
            // A directory that was removed meanwhile has nothing in it.
            if (filled == 0 || (filled < 0 && Libc.LastError is Errno.ENOENT))
            {
                return names;
            }

            if (filled < 0)
            {
                throw LinuxException.Last("getdents64", subject);
            }

            for (nint at = 0; at < filled; at += *(ushort*)(buffer + at + 16))
            {
                var name = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)(buffer + at + NameOffset))!;
                if (name is not ("." or "..") && (!onlyDirectories || buffer[at + TypeOffset] == DT_DIR))
                {
                    names.Add(name);
                }
            }
        }
    }

    /// <summary>The names in the directory at a path; null when it can't be opened.</summary>
    public static List<string>? TryList(string path, SafeFileHandle? parent = null) => TryList(path, parent, onlyDirectories: false);

    /// <summary>The names of the directories in the directory at a path, of a file system that tells types in its lists; null when it can't be opened.</summary>
    public static List<string>? TryListDirectories(string path, SafeFileHandle? parent = null) => TryList(path, parent, onlyDirectories: true);

    private static List<string>? TryList(string path, SafeFileHandle? parent, bool onlyDirectories)
    {
        if (TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out var directory, 0, parent) is not Errno.None)
        {
            return null;
        }

        using (directory)
        {
            return List(directory, path, onlyDirectories);
        }
    }

    /// <summary>Locks an open file or directory against other holders until it is closed, see flock(2).</summary>
    public static void Lock(SafeFileHandle file, bool exclusive, string subject)
    {
        const int LOCK_SH = 1, LOCK_EX = 2;
        while (Libc.Flock(file, exclusive ? LOCK_EX : LOCK_SH) < 0)
        {
            if (Libc.LastError is not Errno.EINTR)
            {
                throw LinuxException.Last("flock", subject);
            }
        }
    }

    /// <summary>Locks an open file or directory if nobody holds it the other way; false when somebody does.</summary>
    public static bool TryLock(SafeFileHandle file, bool exclusive)
    {
        const int LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4;
        return Libc.Flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0;
    }
}
