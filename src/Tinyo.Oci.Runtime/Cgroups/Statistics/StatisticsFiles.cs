using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>The files of one cgroup; those that are missing are empty.</summary>
internal sealed class StatisticsFiles(string path)
{
    /// <summary>A file's text; null when there is none.</summary>
    public string? TryText(string name) => FileSystem.TryReadText($"{path}/{name}");

    /// <summary>A file's text.</summary>
    public string Text(string name) => TryText(name) ?? "";

    /// <summary>A file's one number.</summary>
    public ulong Number(string name) => StatisticsText.Number(Text(name));

    /// <summary>A file's names and numbers.</summary>
    public SortedDictionary<string, ulong> Pairs(string name) => StatisticsText.Pairs(Text(name));

    /// <summary>Whether there is a file.</summary>
    public bool Has(string name) => FileSystem.TryStat($"{path}/{name}") is not null;
}
