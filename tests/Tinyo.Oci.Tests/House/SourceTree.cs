using System.Diagnostics;

namespace Tinyo.Oci.Tests.House;

/// <summary>The checkout that the tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] s_built = ["bin", "obj", "out", "TestResults", ".git"];

    /// <summary>The checkout's top directory.</summary>
    internal static string Top { get; } = FindTop();

    /// <summary>Every C# file under <paramref name="folder"/>, without what was generated.</summary>
    internal static IReadOnlyList<SourceFile> Read(string folder) =>
        [.. Files(Path.Combine(Top, folder)).Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(Load)];

    /// <summary>Every text file of the tree.</summary>
    internal static IReadOnlyList<SourceFile> ReadAll() => [.. Files(Top).Select(Load)];

    private static IEnumerable<string> Files(string directory) =>
        Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) != ".git").Concat(
            Directory.EnumerateDirectories(directory)
                .Where(child => !s_built.Contains(Path.GetFileName(child)))
                .SelectMany(Files))
            .Order(StringComparer.Ordinal);

    private static SourceFile Load(string path) => new(Path.GetRelativePath(Top, path), File.ReadAllLines(path));

    private static string FindTop()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tinyo.Oci.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new UnreachableException("Tinyo.Oci.sln is not above the tests");
    }
}
