using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>This process's working directory.</summary>
public static class WorkingDirectory
{
    /// <summary>Changes to an open directory.</summary>
    public static void Enter(SafeFileHandle directory, string subject)
    {
        if (Libc.Fchdir(directory) < 0)
        {
            throw LinuxException.Last("chdir", subject);
        }
    }

    /// <summary>Changes to a path.</summary>
    public static void Enter(string path)
    {
        if (TryEnter(path) is not Errno.None)
        {
            throw LinuxException.Last("chdir", path);
        }
    }

    /// <summary>Changes to a path and says why not.</summary>
    public static Errno TryEnter(string path) => Libc.Chdir(path) < 0 ? Libc.LastError : Errno.None;

    /// <summary>Whether the working directory lies below the root: getcwd(2) finds a way from there (CVE-2024-21626).</summary>
    public static unsafe bool IsReachable()
    {
        var buffer = stackalloc byte[4096];
        return Libc.Getcwd(buffer, 4096) is not null && buffer[0] == (byte)'/';
    }
}
