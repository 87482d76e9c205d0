namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A process as the host's /proc shows it; everything is empty once it is gone.</summary>
public sealed record HostProcess(int Pid)
{
    /// <summary>Every process of the host.</summary>
    public static IEnumerable<HostProcess> All() =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), out _)
        select new HostProcess(int.Parse(Path.GetFileName(directory), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Arguments, each ended by NUL.</summary>
    public string CommandLine => Read("cmdline");

    /// <summary>Environment, each variable ended by NUL.</summary>
    public string Environment => Read("environ");

    /// <summary>The lines of /proc/PID/cgroup.</summary>
    public string Cgroups => Read("cgroup");

    /// <summary>The cgroup of version 2, from the root that we see; a machine may have version 1 hierarchies, too.</summary>
    public string UnifiedCgroup => Cgroups.Split('\n').FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?["0::".Length..] ?? "";

    /// <summary>The lines of /proc/PID/status.</summary>
    public string Status => Read("status");

    /// <summary>Dead, and only waiting for its parent to notice.</summary>
    public bool IsZombie => StatusLine("State") is "" or ['Z' or 'X', ..];

    /// <summary>Whether the process is there and not a zombie.</summary>
    public bool IsAlive => !IsZombie;

    /// <summary>One value of /proc/PID/status, such as <c>CapEff</c>.</summary>
    public string StatusLine(string name) =>
        Status.Split('\n').FirstOrDefault(line => line.StartsWith(name + ':', StringComparison.Ordinal))?[(name.Length + 1)..].Trim() ?? "";

    /// <summary>What a namespace link says, as <c>pid:[4026531836]</c>.</summary>
    public string Namespace(string kind) => new FileInfo($"/proc/{Pid}/ns/{kind}").LinkTarget ?? "";

    /// <summary>One file of /proc/PID, empty when the process is gone.</summary>
    public string Read(string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{Pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
