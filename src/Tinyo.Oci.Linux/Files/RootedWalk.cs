using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Resolves a path below a root name by name, each by the handle of the one before, making directories where asked.</summary>
/// <remarks>For kernels without openat2(2), and where something on the way is missing; <c>..</c> goes back to the handle it came from.</remarks>
internal sealed class RootedWalk(SafeFileHandle root, int mostLinks = RootedWalk.KernelsMostLinks)
{
    private const int KernelsMostLinks = 40; // MAXSYMLINKS
    private const OpenFlags AsPath = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;

    private readonly List<SafeFileHandle> _way = [];
    private readonly Stack<string> _ahead = new();
    private int _links;
    private uint? _directoryMode;
    private uint? _fileMode;

    /// <summary>Opens an existing path.</summary>
    internal Errno TryOpen(string path, OpenFlags flags, out SafeFileHandle handle)
    {
        try
        {
            var followLast = !flags.HasFlag(OpenFlags.O_NOFOLLOW);
            var error = Walk(path, followLast);
            handle = new SafeFileHandle(-1, ownsHandle: true);
            // The verified handle is opened again through its magic link, which can't be redirected.
            return error is Errno.None
                ? FileSystem.TryOpen($"/proc/self/fd/{Here.DangerousGetHandle()}", flags & ~OpenFlags.O_NOFOLLOW, out handle)
                : error;
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Opens a directory, making what is missing of it.</summary>
    internal Errno TryMakeDirectory(string path, uint mode, out SafeFileHandle handle)
    {
        try
        {
            _directoryMode = mode;
            var error = Walk(path, followLast: true);
            handle = new SafeFileHandle(-1, ownsHandle: true);
            return error is Errno.None
                ? FileSystem.TryOpen(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out handle, 0, Here)
                : error;
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Opens what is at a path; where it, or a directory on the way, is missing, they are made: the last as an empty file.</summary>
    internal Errno TryMakeFile(string path, uint mode, uint directoryMode, out SafeFileHandle handle)
    {
        try
        {
            (_directoryMode, _fileMode) = (directoryMode, mode);
            var error = Walk(path, followLast: true);
            handle = new SafeFileHandle(-1, ownsHandle: true);
            if (error is Errno.None && _way.Count > 0)
            {
                handle = _way[^1];
                _way.RemoveAt(_way.Count - 1);
            }

            return error is Errno.None && handle.IsInvalid ? Errno.EISDIR : error;
        }
        finally
        {
            Close();
        }
    }

    private SafeFileHandle Here => _way.Count == 0 ? root : _way[^1];

    private Errno Walk(string path, bool followLast)
    {
        Push(path);
        while (_ahead.TryPop(out var name))
        {
            var error = name == ".." ? Back() : Enter(name, followLast || _ahead.Count > 0);
            if (error is not Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    private Errno Enter(string name, bool follow)
    {
        var error = FileSystem.TryOpen(name, AsPath, out var next, 0, Here);
        if (error is Errno.ENOENT && _directoryMode is { } directoryMode)
        {
            error = _fileMode is { } fileMode && _ahead.Count == 0
                ? FileSystem.TryMakeNode(name, FileType.S_IFREG, fileMode, 0, 0, Here)
                : FileSystem.TryMakeDirectory(name, directoryMode, Here);
            if (error is Errno.None or Errno.EEXIST)
            {
                error = FileSystem.TryOpen(name, AsPath, out next, 0, Here);
            }
        }

        if (error is not Errno.None)
        {
            return error;
        }

        if (follow && FileSystem.Stat(next).Type is FileType.S_IFLNK)
        {
            using (next)
            {
                return Follow(FileSystem.TryReadLink("", next) ?? "");
            }
        }

        _way.Add(next);
        return Errno.None;
    }

    private Errno Follow(string link)
    {
        if (++_links > mostLinks)
        {
            return Errno.ELOOP;
        }

        if (link.StartsWith('/'))
        {
            Close();
        }

        Push(link);
        return Errno.None;
    }

    private Errno Back()
    {
        if (_way.Count > 0)
        {
            _way[^1].Dispose();
            _way.RemoveAt(_way.Count - 1);
        }

        return Errno.None;
    }

    private void Push(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                _ahead.Push(names[i]);
            }
        }
    }

    private void Close()
    {
        foreach (var handle in _way)
        {
            handle.Dispose();
        }

        _way.Clear();
    }
}
