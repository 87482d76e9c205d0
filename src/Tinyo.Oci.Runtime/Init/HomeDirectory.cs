using System.Globalization;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Fills in HOME from the container's own /etc/passwd, as engines rely on.</summary>
internal static class HomeDirectory
{
    private const string Prefix = "HOME=";

    /// <summary>The environment with HOME, unless it has one that is not empty.</summary>
    internal static IReadOnlyList<string> FillIn(IReadOnlyList<string> environment, uint uid)
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

        result.Add(Prefix + Find(Passwd(), uid));
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

    // The file is the image's: it may be a FIFO, which would keep us waiting, or of any length.
    private static string Passwd()
    {
        const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
        const long Longest = 1 << 20;
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
