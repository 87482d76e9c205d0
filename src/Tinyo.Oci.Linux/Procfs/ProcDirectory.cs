using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Procfs;

/// <summary>One private handle on a real /proc: what is written through it lands in the kernel and nowhere else.</summary>
/// <remarks>CVE-2019-16884, CVE-2025-52881: no link, no other mount and no magic link is followed.</remarks>
public sealed class ProcDirectory : IDisposable
{
    private const ulong RootInode = 1;
    internal const ResolveFlags Strict =
        ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_XDEV | ResolveFlags.RESOLVE_NO_MAGICLINKS;

    private readonly SafeFileHandle _handle;

    private ProcDirectory(SafeFileHandle handle) => _handle = handle;

    /// <summary>The directory itself, for a process that is to look there for its own files.</summary>
    internal SafeFileHandle Handle => _handle;

    /// <summary>Whether the kernel can be told how to resolve paths, since Linux 5.6.</summary>
    internal bool HasScopedOpen
    {
        get
        {
            var error = ScopedOpen.TryOpen(_handle, ".", OpenFlags.O_PATH, Strict, out var handle);
            handle.Dispose();
            return error is not Errno.ENOSYS;
        }
    }

    /// <summary>Opens the /proc that this process sees; throws when it is not the root of a procfs.</summary>
    public static ProcDirectory Open()
    {
        var handle = FileSystem.Open("/proc", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        if (FileSystem.TypeOf(handle) is FileSystemMagic.PROC_SUPER_MAGIC && FileSystem.Stat(handle).Inode == RootInode)
        {
            return new ProcDirectory(handle);
        }

        handle.Dispose();
        throw new LinuxException("open", "/proc (not a procfs)", Errno.EINVAL);
    }

    /// <summary>Opens a file below /proc, and says why not.</summary>
    public Errno TryOpen(string path, OpenFlags flags, out SafeFileHandle file)
    {
        var error = ScopedOpen.TryOpen(_handle, path, flags, Strict, out file);
        if (error is not Errno.ENOSYS)
        {
            return error;
        }

        // Without openat2(2): at least the file must be procfs's own.
        error = FileSystem.TryOpen(path, flags, out file, 0, _handle);
        if (error is Errno.None && FileSystem.TypeOf(file) is not FileSystemMagic.PROC_SUPER_MAGIC)
        {
            file.Dispose();
            return Errno.EXDEV;
        }

        return error;
    }

    /// <summary>Whether there is such a file below /proc.</summary>
    public bool Has(string path)
    {
        var error = TryOpen(path, OpenFlags.O_PATH, out var file);
        file.Dispose();
        return error is Errno.None;
    }

    /// <summary>Writes a value in one write(2), and says why not.</summary>
    public Errno TryWrite(string path, string value)
    {
        if (TryOpen(path, OpenFlags.O_WRONLY, out var file) is not Errno.None and var error)
        {
            return error;
        }

        using (file)
        {
            return FileSystem.TryWrite(file, System.Text.Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Reads a whole file as text; null when it can't be opened.</summary>
    public string? TryRead(string path)
    {
        if (TryOpen(path, OpenFlags.O_RDONLY, out var file) is not Errno.None)
        {
            return null;
        }

        using (file)
        {
            return System.Text.Encoding.UTF8.GetString(FileSystem.ReadAll(file, $"/proc/{path}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
