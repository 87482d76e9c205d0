using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>The bundles and the plans that are expected of them.</summary>
internal static class Fixtures
{
    private static string Directory { get; } = Find();

    internal static IEnumerable<string> Names =>
        System.IO.Directory.GetDirectories(Path.Combine(Directory, "bundles")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    internal static RuntimeSpec Read(string name) =>
        SpecReader.Read(File.ReadAllBytes(Path.Combine(Directory, "bundles", name, "config.json")), "config.json");

    internal static string PlanFile(string name, string host) => Path.Combine(Directory, "plans", $"{name}.{host}.json");

    private static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Tinyo.Oci.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("not inside the sources");
        }

        return Path.Combine(directory, "spec-fixtures");
    }
}
