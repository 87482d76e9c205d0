using System.Globalization;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Performance;

/// <summary>How many system calls each command makes, and may make: a little more. <c>make bounds</c> counts and writes them anew.</summary>
internal static class SystemCallBounds
{
    /// <summary>How many hierarchies of version 1 the last column was measured with; each costs the same.</summary>
    private const int Hierarchies = 9;

    private const string File = "tests/Tinyo.Oci.EndToEnd/Performance/SystemCallBounds.cs";

    private static readonly Counts[] s_counts =
    [
        // command, on cgroup v2 alone, with nine v1 hierarchies; how many processes of ours it boots
        new("--version", 118, 114, 1),
        new("run", 725, 936, 1),
        new("create", 713, 908, 1),
        new("start", 150, 145, 1),
        new("exec", 412, 455, 1),
        new("state", 140, 135, 1),
        new("kill", 133, 128, 1),
        new("delete", 144, 164, 1),
    ];

    private static readonly int s_hierarchies = System.IO.File.ReadLines("/proc/self/mountinfo").Count(line => line.Contains(" - cgroup "));

    // 1 for the checkout's, or another copy of this file.
    private static readonly string? s_update = Environment.GetEnvironmentVariable("TINYO_OCI_UPDATE_BOUNDS");

    /// <summary>Whether the table is to be written, not obeyed.</summary>
    internal static bool IsUpdate { get; } = s_update is { Length: > 0 };

    /// <summary>This machine, as far as it matters.</summary>
    internal static string Layout { get; } = s_hierarchies == 0 ? "cgroup v2" : $"{s_hierarchies} cgroup v1 hierarchies";

    /// <summary>The command that only boots: how many calls that takes depends on the machine's kernel and processors, too.</summary>
    internal static string Boot => s_counts[0].Command;

    /// <summary>The bound on this machine, where <see cref="Boot"/> makes that many calls: the table's, and a twentieth and ten more.</summary>
    internal static int Find(string command, int boot)
    {
        var (count, booting) = (s_counts.Single(count => count.Command == command), Here(s_counts[0]));
        return command == Boot
            ? booting * 5 / 4
            : (Here(count) + Math.Max(0, boot - booting) * count.Boots) * 21 / 20 + 10;
    }

    /// <summary>Writes this machine's column of a command's line.</summary>
    internal static void Update(string command, int count)
    {
        if (s_hierarchies is not (0 or Hierarchies))
        {
            throw new InvalidOperationException($"the table is for cgroup v2 and for {Hierarchies} v1 hierarchies, here are {s_hierarchies}");
        }

        var path = s_update == "1" ? Path.Combine(Workspace.Repository, File) : s_update!;
        var column = s_hierarchies == 0 ? 1 : 2;
        var line = new Regex(string.Create(CultureInfo.InvariantCulture, $@"(?<=new\(""{command}"", (\d+, ){{{column - 1}}})\d+"));
        System.IO.File.WriteAllText(path, line.Replace(System.IO.File.ReadAllText(path), count.ToString(CultureInfo.InvariantCulture), 1));
    }

    private static int Here(Counts counts) => counts.Unified + (counts.Hybrid - counts.Unified) * s_hierarchies / Hierarchies;

    private sealed record Counts(string Command, int Unified, int Hybrid, int Boots);
}
