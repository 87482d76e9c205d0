namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Programs of engines: this machine's own, or newer ones of Debian's archive, which are unpacked for the tests and not installed.</summary>
internal sealed class EnginePrograms
{
    private static readonly string s_directory = Path.Combine(Workspace.Repository, "out", "engines");
    private static readonly Lazy<string?> s_whyNoNewer = new(Unpack);

    private readonly string[] _places;

    private EnginePrograms(params string[] places) => _places = places;

    /// <summary>Those in PATH.</summary>
    internal static EnginePrograms Installed { get; } = new();

    /// <summary>None, for an engine that this machine is not the place for.</summary>
    internal static EnginePrograms None { get; } = new();

    /// <summary>The newer ones; what they lack is this machine's.</summary>
    internal static EnginePrograms Newer { get; } = new($"{s_directory}/tree/usr/bin", $"{s_directory}/tree/usr/sbin");

    /// <summary>Null when there are newer ones, which the first to ask waits for; or else the reason.</summary>
    internal static string? WhyNoNewer => s_whyNoNewer.Value;

    /// <summary>What the programs find each other by.</summary>
    internal Dictionary<string, string> Variables => new() { ["PATH"] = string.Join(':', [.. _places, Environment.GetEnvironmentVariable("PATH") ?? ""]) };

    /// <summary>The path of a program; null when there is none, or when nothing can be run with it.</summary>
    internal string? Find(string program) =>
        this == None || !File.Exists(Runtime.Binary) || !Environment.IsPrivilegedProcess || (this == Newer && WhyNoNewer is not null) ? null
        : _places.Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists) ?? Requirements.Find(program);

    private static string? Unpack()
    {
        var script = Path.Combine(Workspace.Repository, "tests", "engines.sh");
        if (Requirements.Lab is not null)
        {
            return File.Exists(Path.Combine(s_directory, "stamp")) ? null : "no newer engines: the guest got none from its machine";
        }

        var result = new Command("timeout", ["240", "bash", script, s_directory]) { Limit = TimeSpan.FromMinutes(5) }.Execute().GetAwaiter().GetResult();
        return result.ExitCode switch
        {
            0 => null,
            124 => "no newer engines: they were not there after four minutes",
            _ => result.Errors.TrimEnd().Split('\n')[^1],
        };
    }
}
