namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Paths as text, as the container sees them: nothing is looked up.</summary>
internal static class ContainerPath
{
    /// <summary>An absolute path without empty, <c>.</c> and <c>..</c> steps; <c>..</c> stops at the root, a relative path begins there.</summary>
    internal static string Clean(string path)
    {
        if (IsClean(path))
        {
            return path;
        }

        var steps = new List<string>();
        foreach (var step in path.Split('/'))
        {
            if (step is "..")
            {
                steps.RemoveRange(Math.Max(steps.Count - 1, 0), Math.Min(steps.Count, 1));
            }
            else if (step is not ("" or "."))
            {
                steps.Add(step);
            }
        }

        return "/" + string.Join('/', steps);
    }

    /// <summary>A clean path for <paramref name="path"/>, which is taken from <paramref name="directory"/> when it is relative.</summary>
    internal static string Resolve(string directory, string path) =>
        Clean(path.StartsWith('/') ? path : $"{directory}/{path}");

    /// <summary>A clean path for <paramref name="path"/> below <paramref name="directory"/>, even when it is absolute.</summary>
    internal static string Below(string directory, string path) =>
        Clean($"{directory}{Clean(path)}");

    /// <summary>The last step of a clean path.</summary>
    internal static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A clean path without its last step.</summary>
    internal static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";

    /// <summary>Whether a clean path is <paramref name="directory"/> or is inside it.</summary>
    internal static bool IsWithin(string path, string directory) =>
        directory is "/" || (path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] is '/'));

    private static bool IsClean(string path)
    {
        if (path is "/")
        {
            return true;
        }

        if (path.Length is 0 || path[0] is not '/' || path[^1] is '/')
        {
            return false;
        }

        for (var index = path.IndexOf("/.", StringComparison.Ordinal); index >= 0; index = path.IndexOf("/.", index + 1, StringComparison.Ordinal))
        {
            var rest = path.AsSpan(index + 2);
            if (rest is "" or "." || rest[0] is '/' || rest.StartsWith("./", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !path.Contains("//", StringComparison.Ordinal);
    }
}
