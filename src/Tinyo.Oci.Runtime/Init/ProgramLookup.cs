using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Finds a program by its name in the container's PATH; the texts are those that engines look for.</summary>
internal static class ProgramLookup
{
    private const string Prefix = "PATH=";

    /// <summary>The path to execute.</summary>
    internal static string Find(string name, IReadOnlyList<string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return ProgramPath.Check(name) is not Errno.None and var error ? throw Refuse(name, error) : name;
        }

        return ProgramPath.TryFind(name, SearchPath(environment), out var path) switch
        {
            Errno.None => path,
            Errno.EACCES => throw Refuse(name, Errno.EACCES),
            _ => throw new OciException($"exec: \"{name}\": executable file not found in $PATH"),
        };
    }

    /// <summary>Where a program is looked for by its name.</summary>
    internal static IReadOnlyList<string> Candidates(string name, IReadOnlyList<string> environment) =>
        ProgramPath.Candidates(name, SearchPath(environment));

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
