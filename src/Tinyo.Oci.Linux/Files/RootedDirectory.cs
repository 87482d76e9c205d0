using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>A directory below which paths resolve as if it were <c>/</c>: no link and no <c>..</c> leads out of it.</summary>
/// <remarks>CVE-2021-30465, CVE-2024-45310: what a path means is found once, and from then on only the handle is used.</remarks>
public sealed class RootedDirectory(SafeFileHandle handle) : IDisposable
{
    private const ResolveFlags InRoot = ResolveFlags.RESOLVE_IN_ROOT | ResolveFlags.RESOLVE_NO_MAGICLINKS;

    private const OpenFlags AsDirectory = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;

    /// <summary>The directory.</summary>
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>Opens what a path names, and says why not; links are followed unless <paramref name="flags"/> says O_NOFOLLOW.</summary>
    public Errno TryOpen(string path, OpenFlags flags, out SafeFileHandle handle)
    {
        var error = ScopedOpen.TryOpen(Handle, path, flags, InRoot, out handle);
        return error is Errno.ENOSYS ? new RootedWalk(Handle).TryOpen(path, flags, out handle) : error;
    }

    /// <summary>Opens what a path names if no symbolic link is on the way, and says why not: <see cref="Errno.ELOOP"/> for a link.</summary>
    public Errno TryOpenWithoutLinks(string path, OpenFlags flags, out SafeFileHandle handle)
    {
        const ResolveFlags NoLinks = ResolveFlags.RESOLVE_IN_ROOT | ResolveFlags.RESOLVE_NO_SYMLINKS;
        var error = ScopedOpen.TryOpen(Handle, path, flags, NoLinks, out handle);
        return error is Errno.ENOSYS ? new RootedWalk(Handle, mostLinks: 0).TryOpen(path, flags, out handle) : error;
    }

    /// <summary>Opens what a path names.</summary>
    public SafeFileHandle Open(string path, OpenFlags flags) =>
        TryOpen(path, flags, out var handle) is var error && error is Errno.None ? handle : throw new LinuxException("open", path, error);

    /// <summary>Opens the directory at a path, making it and its parents where they are missing.</summary>
    public SafeFileHandle OpenOrMakeDirectory(string path, uint mode)
    {
        var error = TryOpen(path, AsDirectory, out var handle);
        return error switch
        {
            Errno.None => handle,
            Errno.ENOENT => MakeDirectory(path, mode),
            _ => throw new LinuxException("open directory", path, error),
        };
    }

    /// <summary>Makes the directory at a path that is missing, and its parents where they are missing too.</summary>
    public SafeFileHandle MakeDirectory(string path, uint mode)
    {
        var error = TryMakeLast(path, mode, out var handle);
        if (error is not Errno.None)
        {
            error = new RootedWalk(Handle).TryMakeDirectory(path, mode, out handle);
        }

        return error is Errno.None ? handle : throw new LinuxException("make directory", path, error);
    }

    /// <summary>Opens the file at a path, making it, empty, and its parents where they are missing.</summary>
    public SafeFileHandle OpenOrMakeFile(string path)
    {
        var error = TryOpen(path, OpenFlags.O_PATH, out var handle);
        if (error is Errno.ENOENT)
        {
            // Also where a link leads that is there already, as /etc/resolv.conf in many images, but to nothing yet.
            error = new RootedWalk(Handle).TryMakeFile(path, Mode.O644, Mode.O755, out handle);
        }

        return error is Errno.None ? handle : throw new LinuxException("open", path, error);
    }

    /// <summary>Opens the directory that a path's last name is in, making it where it is missing.</summary>
    public SafeFileHandle OpenParent(string path, out string name)
    {
        var cut = path.LastIndexOf('/');
        name = path[(cut + 1)..];
        return cut <= 0 ? Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY) : OpenOrMakeDirectory(path[..cut], Mode.O755);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    // The usual case, in three calls: only the last name is missing.
    private Errno TryMakeLast(string path, uint mode, out SafeFileHandle handle)
    {
        var cut = path.TrimEnd('/').LastIndexOf('/');
        var name = path[(cut + 1)..].TrimEnd('/');
        handle = new SafeFileHandle(-1, ownsHandle: true);
        if (name is "" or "." or ".." || TryOpen(cut <= 0 ? "/" : path[..cut], AsDirectory, out var parent) is not Errno.None)
        {
            return Errno.ENOENT;
        }

        using (parent)
        {
            var error = FileSystem.TryMakeDirectory(name, mode, parent);
            return error is Errno.None ? FileSystem.TryOpen(name, AsDirectory | OpenFlags.O_NOFOLLOW, out handle, 0, parent) : error;
        }
    }
}
