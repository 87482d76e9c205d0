using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.rlimits</c>, as /proc/self/limits shows them.</summary>
public sealed class LimitSpecs : ProcessTest
{
    // All are at or below what a machine without CAP_SYS_RESOURCE has.
    private static readonly (string Type, string Line, ulong Soft, ulong Hard)[] s_limits =
    [
        ("RLIMIT_CPU", "Max cpu time", 600, 700),
        ("RLIMIT_FSIZE", "Max file size", 1 << 20, 1 << 21),
        ("RLIMIT_DATA", "Max data size", 1 << 26, 1 << 27),
        ("RLIMIT_STACK", "Max stack size", 1 << 20, 1 << 21),
        ("RLIMIT_CORE", "Max core file size", 0, 4096),
        ("RLIMIT_RSS", "Max resident set", 1 << 28, 1 << 29),
        ("RLIMIT_NPROC", "Max processes", 300, 400),
        ("RLIMIT_NOFILE", "Max open files", 100, 200),
        ("RLIMIT_MEMLOCK", "Max locked memory", 4096, 8192),
        ("RLIMIT_AS", "Max address space", 1 << 29, 1 << 30),
        ("RLIMIT_LOCKS", "Max file locks", 11, 12),
        ("RLIMIT_SIGPENDING", "Max pending signals", 13, 14),
        ("RLIMIT_MSGQUEUE", "Max msgqueue size", 1000, 2000),
        ("RLIMIT_NICE", "Max nice priority", 0, 0),
        ("RLIMIT_RTPRIO", "Max realtime priority", 0, 0),
        ("RLIMIT_RTTIME", "Max realtime timeout", 1000, 2000),
    ];

    [Fact]
    public async Task All_sixteen_kinds_are_set()
    {
        var bundle = NewBundle().WithProcess("rlimits", Limits(s_limits)).WithArgs("cat", "/proc/self/limits");

        var lines = (await Output(bundle)).Split('\n').Skip(1).Select(SoftAndHard);

        lines.Should().BeEquivalentTo(s_limits.Select(limit => $"{limit.Line}: {limit.Soft} {limit.Hard}"));
    }

    [Fact]
    public async Task No_limit_is_unlimited()
    {
        var bundle = NewBundle().WithProcess("rlimits", Limits(("RLIMIT_CORE", "", 4096, ulong.MaxValue))).WithArgs("cat", "/proc/self/limits");

        var lines = (await Output(bundle)).Split('\n').Select(SoftAndHard);

        lines.Should().Contain("Max core file size: 4096 unlimited");
    }

    [Fact]
    public async Task The_others_are_inherited()
    {
        var bundle = NewBundle().With(config => config["process"]!.AsObject().Remove("rlimits")).WithArgs("cat", "/proc/self/limits");

        var result = await Run(bundle, command => command with { Prelude = "ulimit -n 321; ulimit -c 17;" });

        result.ShouldSucceed().Lines.Select(SoftAndHard).Should()
            .Contain("Max open files: 321 321").And.Contain(line => line.EndsWith(" 8704", StringComparison.Ordinal), "-c counts blocks of 512 bytes");
    }

    [Fact]
    public async Task Another_user_has_them_too()
    {
        var bundle = BundleOf(1000, 1000).WithProcess("rlimits", Limits(("RLIMIT_NOFILE", "", 50, 60))).WithArgs("cat", "/proc/self/limits");

        var lines = (await Output(bundle)).Split('\n').Select(SoftAndHard);

        lines.Should().Contain("Max open files: 50 60");
    }

    private static JsonArray Limits(params (string Type, string Line, ulong Soft, ulong Hard)[] limits) =>
        new([.. limits.Select(limit => new JsonObject { ["type"] = limit.Type, ["soft"] = limit.Soft, ["hard"] = limit.Hard })]);

    // "Max open files            100                  200                  files"
    private static string SoftAndHard(string line)
    {
        var words = line[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Create(CultureInfo.InvariantCulture, $"{line[..26].TrimEnd()}: {words[0]} {words[1]}");
    }
}
