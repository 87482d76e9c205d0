using System.Globalization;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Performance;

/// <summary>How many system calls each command may make: a little above what it makes. <c>make bounds</c> measures and writes them anew.</summary>
internal static class SystemCallBounds
{
    /// <summary>How many hierarchies of version 1 the last column was measured with; each costs the same.</summary>
    private const int Hierarchies = 9;

    private const string File = "tests/Tinyo.Oci.EndToEnd/Performance/SystemCallBounds.cs";

    private static readonly Bound[] s_bounds =
    [
        // command, on cgroup v2 alone, with nine v1 hierarchies
        new("run", 995, 1290),
        new("create", 915, 1210),
        new("start", 200, 235),
        new("exec", 505, 560),
        new("state", 190, 225),
        new("kill", 180, 220),
        new("delete", 195, 255),
    ];

    private static readonly int s_hierarchies = System.IO.File.ReadLines("/proc/self/mountinfo").Count(line => line.Contains(" - cgroup "));

    // 1 for the checkout's, or another copy of this file.
    private static readonly string? s_update = Environment.GetEnvironmentVariable("TINYO_OCI_UPDATE_BOUNDS");

    /// <summary>Whether the table is to be written, not obeyed.</summary>
    internal static bool IsUpdate { get; } = s_update is { Length: > 0 };

    /// <summary>This machine, as far as it matters.</summary>
    internal static string Layout { get; } = s_hierarchies == 0 ? "cgroup v2" : $"{s_hierarchies} cgroup v1 hierarchies";

    /// <summary>The bound on this machine.</summary>
    internal static int Find(string command)
    {
        var bound = s_bounds.Single(bound => bound.Command == command);
        return bound.Unified + (bound.Hybrid - bound.Unified) * s_hierarchies / Hierarchies;
    }

    /// <summary>Writes this machine's column of a command's line, 4 % above what was counted.</summary>
    internal static void Update(string command, int count)
    {
        if (s_hierarchies is not (0 or Hierarchies))
        {
            throw new InvalidOperationException($"the table is for cgroup v2 and for {Hierarchies} v1 hierarchies, here are {s_hierarchies}");
        }

        var path = s_update == "1" ? Path.Combine(Workspace.Repository, File) : s_update!;
        var bound = ((count * 104 + 99) / 100 + 4) / 5 * 5;
        var column = s_hierarchies == 0 ? 1 : 2;
        var line = new Regex(string.Create(CultureInfo.InvariantCulture, $@"(?<=new\(""{command}"", (\d+, ){{{column - 1}}})\d+"));
        System.IO.File.WriteAllText(path, line.Replace(System.IO.File.ReadAllText(path), bound.ToString(CultureInfo.InvariantCulture), 1));
    }

    private sealed record Bound(string Command, int Unified, int Hybrid);
}
