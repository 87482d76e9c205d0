namespace Tinyo.Oci.Linux.Entry;

/// <summary>A program's path in an <see cref="EntryTable"/>: known, or found by then.</summary>
public sealed class EntryPath
{
    internal EntryPath(IReadOnlyList<int> stores, string? path) => (Stores, Fixed) = (stores, path);

    /// <summary>The rows that store what was found.</summary>
    internal IReadOnlyList<int> Stores { get; }

    /// <summary>The path, where nothing is to be found.</summary>
    internal string? Fixed { get; }

    /// <summary>A path that is known.</summary>
    public static EntryPath Of(string path) => new([], path);
}
