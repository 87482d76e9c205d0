using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Finds a program by its name in the container's PATH, never by accident in the working directory; the texts are those that engines look for.</summary>
internal static class ProgramLookup
{
    private const string Prefix = "PATH=";

    /// <summary>The path to execute.</summary>
    internal static string Find(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Check(name) is not Errno.None and var error ? throw Refuse(name, error) : name;
        }

        var refused = Errno.ENOENT;
        foreach (var directory in SearchPath(environment).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = $"{directory}/{name}";
            switch (Check(candidate))
            {
                case Errno.None:
                    return candidate;
                case Errno.EACCES:
                    refused = Errno.EACCES;
                    break;
                default:
                    break;
            }
        }

        throw refused is Errno.EACCES
            ? Refuse(name, refused)
            : new OciException($"exec: \"{name}\": executable file not found in $PATH");
    }

    private static Errno Check(string path) => FileSystem.TryStat(path) switch
    {
        { IsDirectory: true } => Errno.EISDIR,
        _ => FileSystem.TryAccess(path, executable: true),
    };

    private static OciException Refuse(string name, Errno error) =>
        new($"exec: \"{name}\": {LinuxException.Describe(error).ToLowerInvariant()}");

    private static string SearchPath(IReadOnlyList<string> environment)
    {
        foreach (var variable in environment)
        {
            if (variable.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return variable[Prefix.Length..];
            }
        }

        return "";
    }
}
