using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Fills in HOME from the container's own /etc/passwd, as engines rely on.</summary>
internal static class HomeDirectory
{
    private const string Prefix = "HOME=";
    private const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
    private const long Longest = 1 << 20;

    /// <summary>The environment with HOME, unless it has one that is not empty.</summary>
    internal static IReadOnlyList<string> FillIn(IReadOnlyList<string> environment, uint uid, RootedDirectory? root = null)
    {
        var result = new List<string>(environment.Count + 1);
        foreach (var variable in environment)
        {
            if (variable.StartsWith(Prefix, StringComparison.Ordinal))
            {
                if (variable.Length > Prefix.Length)
                {
                    return environment;
                }
            }
            else
            {
                result.Add(variable);
            }
        }

        result.Add(Prefix + Find(root is null ? Passwd() : Passwd(root), uid));
        return result;
    }

    /// <summary>The home directory of a user in passwd(5)'s format; <c>/</c> when it is not there.</summary>
    internal static string Find(string passwd, uint uid)
    {
        foreach (var line in passwd.Split('\n'))
        {
            if (line.Split(':') is [_, _, var number, _, _, { Length: > 0 } home, ..]
                && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found == uid)
            {
                return home;
            }
        }

        return "/";
    }

    // From outside, a device there must not even be opened: this process may use devices that the container may not.
    private static string Passwd(RootedDirectory root)
    {
        if (root.TryOpen("/etc/passwd", OpenFlags.O_PATH, out var path) is not Errno.None)
        {
            return "";
        }

        using (path)
        {
            return FileSystem.Stat(path) is { Type: FileType.S_IFREG, Size: <= Longest }
                && FileSystem.TryOpen($"/proc/self/fd/{path.DangerousGetHandle()}", Flags, out var file) is Errno.None
                ? Text(file)
                : "";
        }
    }

    private static string Text(SafeFileHandle file)
    {
        using (file)
        {
            return System.Text.Encoding.UTF8.GetString(FileSystem.ReadAll(file, "/etc/passwd"));
        }
    }

    // The file is the image's: it may be a FIFO, which would keep us waiting, or of any length.
    private static string Passwd()
    {
        if (FileSystem.TryOpen("/etc/passwd", Flags, out var file) is not Errno.None)
        {
            return "";
        }

        using (file)
        {
            return FileSystem.Stat(file) is { Type: FileType.S_IFREG, Size: <= Longest }
                ? System.Text.Encoding.UTF8.GetString(FileSystem.ReadAll(file, "/etc/passwd"))
                : "";
        }
    }
}
