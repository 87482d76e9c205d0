namespace Tinyo.Oci.Bench;

/// <summary>What the figures were measured on, and of.</summary>
internal static class Machine
{
    public static string Description { get; } =
        $"Linux {string.Join('.', File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-', '+', '\n')[..2])}, {Environment.ProcessorCount} processors, {CgroupView.Description}";

    public static string Versions(IEnumerable<Contender> contenders) =>
        string.Join(", ", contenders.Select(contender => $"{contender.Name} {contender.Version}"));
}
