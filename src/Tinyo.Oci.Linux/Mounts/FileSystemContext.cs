using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Mounts;

/// <summary>A file system being configured before it is mounted, see fsopen(2): the kernel says in words what it dislikes.</summary>
public sealed unsafe class FileSystemContext : IDisposable
{
    private const int FSOPEN_CLOEXEC = 1;
    private const int FSMOUNT_CLOEXEC = 1;
    private const int FSCONFIG_SET_FLAG = 0;
    private const int FSCONFIG_SET_STRING = 1;
    private const int FSCONFIG_CMD_CREATE = 6;

    private readonly SafeFileHandle _context;

    private FileSystemContext(SafeFileHandle context) => _context = context;

    /// <summary>Begins with a file system type; ENODEV when the kernel has none of that name.</summary>
    public static Errno TryOpen(string type, out FileSystemContext context)
    {
        var fd = WithText(type, pointer => Libc.Syscall(SystemCall.Fsopen, pointer, FSOPEN_CLOEXEC));
        context = new FileSystemContext(new SafeFileHandle(fd, ownsHandle: true));
        return fd < 0 ? Libc.LastError : Errno.None;
    }

    /// <summary>Goes on with a file system that somebody else began; takes the handle over.</summary>
    public static FileSystemContext Of(SafeFileHandle context) => new(context);

    /// <summary>Sets a parameter, given as <c>key</c> or <c>key=value</c>.</summary>
    public Errno TrySet(string parameter)
    {
        var cut = parameter.IndexOf('=', StringComparison.Ordinal);
        return cut < 0 ? TrySetFlag(parameter) : TrySetString(parameter[..cut], parameter[(cut + 1)..]);
    }

    /// <summary>Sets a parameter that has a value.</summary>
    public Errno TrySetString(string key, string value) =>
        Result(WithText(key, name => WithText(value, text =>
            Libc.Syscall(SystemCall.Fsconfig, _context.DangerousGetHandle(), FSCONFIG_SET_STRING, name, text))));

    /// <summary>Sets a parameter that has no value.</summary>
    public Errno TrySetFlag(string key) =>
        Result(WithText(key, name => Libc.Syscall(SystemCall.Fsconfig, _context.DangerousGetHandle(), FSCONFIG_SET_FLAG, name)));

    /// <summary>Makes the file system and a mount of it that is not yet anywhere.</summary>
    public Errno TryMount(MountAttributes attributes, out SafeFileHandle tree)
    {
        tree = new SafeFileHandle(-1, ownsHandle: true);
        if (Result(Libc.Syscall(SystemCall.Fsconfig, _context.DangerousGetHandle(), FSCONFIG_CMD_CREATE)) is not Errno.None and var error)
        {
            return error;
        }

        var fd = Libc.Syscall(SystemCall.Fsmount, _context.DangerousGetHandle(), FSMOUNT_CLOEXEC, (nint)attributes);
        tree = new SafeFileHandle(fd, ownsHandle: true);
        return Result(fd);
    }

    /// <summary>What the kernel has to say of the last failure, as <c>tmpfs: Unknown parameter 'x'</c>; empty when it says nothing.</summary>
    public string Explain()
    {
        var words = "";
        var buffer = stackalloc byte[1024];
        nint length;
        while ((length = Libc.Read(_context, buffer, 1024)) > 0)
        {
            var line = Encoding.UTF8.GetString(buffer, (int)length).TrimEnd('\n');
            // Each line begins with its level: e for error, w for warning, i for information.
            words = line.StartsWith("e ", StringComparison.Ordinal) ? line[2..] : words;
        }

        return words;
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private static Errno Result(nint result) => result < 0 ? Libc.LastError : Errno.None;

    private static nint WithText(string text, Func<nint, nint> call)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* pointer = bytes)
        {
            return call((nint)pointer);
        }
    }
}
