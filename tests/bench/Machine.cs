using System.Globalization;

namespace Tinyo.Oci.Bench;

/// <summary>What the figures were measured on, and of.</summary>
internal static class Machine
{
    public static string Description { get; } =
        $"Linux {string.Join('.', File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-', '+', '\n')[..2])}, {Environment.ProcessorCount} processors, {CgroupView.Description}";

    /// <summary>The load average of the last minute before the bench began.</summary>
    public static string Load { get; } = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Whether others compete for the processors.</summary>
    public static bool IsBusy { get; } = double.Parse(Load, CultureInfo.InvariantCulture) > 1;

    public static string Versions(IEnumerable<Contender> contenders) =>
        string.Join(", ", contenders.Select(contender => $"{contender.Name} {contender.Version}"));
}
