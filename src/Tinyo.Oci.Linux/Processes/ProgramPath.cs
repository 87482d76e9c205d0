using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>Finds programs by name, as execvp(3) would, but never by accident in the working directory.</summary>
public static class ProgramPath
{
    /// <summary>Whether the kernel can tell what the effective user may do, see faccessat2(2).</summary>
    internal static bool HasEffectiveAccess
    {
        get
        {
            const int AT_FDCWD = -100, AT_EACCESS = 0x200;
            ReadOnlySpan<byte> root = "/\0"u8;
            unsafe
            {
                fixed (byte* path = root)
                {
                    return Libc.Syscall(SystemCall.Faccessat2, AT_FDCWD, (nint)path, 0, AT_EACCESS) == 0 || Libc.LastError is not Errno.ENOSYS;
                }
            }
        }
    }

    /// <summary>The paths at which a program may be, in a list of directories.</summary>
    public static List<string> Candidates(string name, string directories)
    {
        var candidates = new List<string>();
        foreach (var directory in directories.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            candidates.Add($"{directory}/{name}");
        }

        return candidates;
    }

    /// <summary>Finds a program in a list of directories; EACCES when only one is there that may not be executed, ENOENT when none is.</summary>
    public static Errno TryFind(string name, string directories, out string path)
    {
        var refused = Errno.ENOENT;
        foreach (var directory in directories.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            path = $"{directory}/{name}";
            switch (Check(path))
            {
                case Errno.None:
                    return Errno.None;
                case Errno.EACCES:
                    refused = Errno.EACCES;
                    break;
                default:
                    break;
            }
        }

        path = name;
        return refused;
    }

    /// <summary>Says why a file can't be executed by this process.</summary>
    public static Errno Check(string path) => FileSystem.TryStat(path) switch
    {
        { IsDirectory: true } => Errno.EISDIR,
        _ => FileSystem.TryAccess(path, executable: true),
    };
}
