namespace Tinyo.Oci.Tests.Spec;

/// <summary>Finds the project's own fixtures, and the specification's samples where they are.</summary>
internal static class Fixtures
{
    internal const string SchemaVariable = "TINYO_OCI_SCHEMA";

    internal const string NoSchema = $"the specification's schema and samples are not here: set {SchemaVariable} to their folder";

    internal static string Root { get; } = FindAbove("spec-fixtures") ?? throw new InvalidOperationException("no folder spec-fixtures above the tests");

    /// <summary>The folder of the schema, or null.</summary>
    internal static string? Schema { get; } = Environment.GetEnvironmentVariable(SchemaVariable) ?? FindAbove(Path.Combine("shared", "oci-schema"));

    internal static TheoryData<string> Names(string kind) =>
        [.. Directory.GetDirectories(Path.Combine(Root, kind)).Select(each => Path.GetFileName(each)).Order(StringComparer.Ordinal)];

    internal static byte[] Config(string kind, string name) => File.ReadAllBytes(Path.Combine(Root, kind, name, "config.json"));

    /// <summary>The lines of a text beside a config.json; none when it is not there.</summary>
    internal static string[] Lines(string kind, string name, string file)
    {
        var path = Path.Combine(Root, kind, name, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private static string? FindAbove(string folder)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            if (Directory.Exists(Path.Combine(above.FullName, folder)))
            {
                return Path.Combine(above.FullName, folder);
            }
        }

        return null;
    }
}
