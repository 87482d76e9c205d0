using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>The order in which init gives up what it has, as the kernel sees it: each step while it still may, nothing privileged after the last.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "strace")]
public sealed partial class PrivilegeOrderSpecs : ProcessTest
{
    private const string Calls = "prctl,keyctl,pivot_root,setgroups,setresgid,setresuid,capset,close_range,execve,execveat,setsid";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_step_comes_while_it_may_and_none_after_the_last(bool noNewPrivileges)
    {
        var bundle = NewBundle().WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1001, ["additionalGids"] = new JsonArray(5) })
            .WithProcess("noNewPrivileges", noNewPrivileges);

        var steps = await Steps(bundle);

        string[] last = noNewPrivileges ? ["no new privileges", "close_range", "execve"] : ["close_range", "execve"];
        steps.Should().Equal([
            "setsid", "keyring", "execveat", "not dumpable",
            "bounding set", "keep capabilities", "setgroups 1", "setresgid 1001", "setresuid 1000", "not dumpable", "keep no longer", "capset", "ambient", .. last,
        ]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_it_is_where_init_makes_the_container_from_inside(bool noNewPrivileges)
    {
        var bundle = NewBundle().WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1001, ["additionalGids"] = new JsonArray(5) })
            .WithProcess("noNewPrivileges", noNewPrivileges).MadeFromInside();

        var steps = await Steps(bundle);

        steps.Should().ContainInOrder("not dumpable", "setsid", "keyring", "pivot_root");
        var drop = steps.Skip(steps.ToList().LastIndexOf("pivot_root") + 1).SkipWhile(step => step != "bounding set").ToList();
        string[] last = noNewPrivileges ? ["no new privileges", "close_range", "execve"] : ["close_range", "execve"];
        drop.Should().Equal(["bounding set", "keep capabilities", "setgroups 1", "setresgid 1001", "setresuid 1000", "keep no longer", "capset", "ambient", .. last]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_may_look_in_before_anything_of_the_hosts_is_there(bool fromInside)
    {
        var steps = await Steps(fromInside ? NewBundle().MadeFromInside() : NewBundle());

        var own = steps.Skip(steps.ToList().IndexOf("execveat") + 1);
        own.First(step => step != "close_range").Should().Be("not dumpable", "but for marking its one descriptor");
    }

    // What the process did that became the program, after it had become init; repetitions count once.
    private async Task<IReadOnlyList<string>> Steps(TestBundle bundle)
    {
        var (trace, call) = (Path.Combine(Room, "trace"), Runtime.Call("run", "--bundle", bundle.WithArgs("/bin/true").Save().Directory, NewId()));
        var result = await (call with
        {
            Program = "strace",
            Arguments = ["-f", "-o", trace, "-e", $"trace={Calls}", call.Program, .. call.Arguments],
        }).Execute();
        result.ShouldSucceed();
        var lines = await File.ReadAllLinesAsync(trace);
        var init = lines.Single(line => line.Contains("execve(\"/bin/true\""));
        var pid = init[..(init.IndexOf(' ') + 1)];
        var steps = lines.Where(line => line.StartsWith(pid, StringComparison.Ordinal)).Select(line => Name(line[pid.Length..].Trim())).OfType<string>().ToList();
        return [.. steps.Where((step, index) => index == 0 || step != steps[index - 1])];
    }

    private static string? Name(string call) => call switch
    {
        _ when call.Contains("PR_SET_DUMPABLE, SUID_DUMP_DISABLE") => "not dumpable",
        _ when call.Contains("PR_CAPBSET_DROP") => "bounding set",
        _ when call.Contains("PR_SET_KEEPCAPS, 1") => "keep capabilities",
        _ when call.Contains("PR_SET_KEEPCAPS, 0") => "keep no longer",
        _ when call.Contains("PR_CAP_AMBIENT") => "ambient",
        _ when call.Contains("PR_SET_NO_NEW_PRIVS") => "no new privileges",
        _ when call.StartsWith("prctl", StringComparison.Ordinal) => null,
        _ when call.Contains("KEYCTL_JOIN_SESSION_KEYRING") => "keyring",
        _ when call.StartsWith("keyctl", StringComparison.Ordinal) => null,
        _ when call.Contains("execve(\"/bin/true\"") => "execve",
        _ when Whole().Match(call) is { Success: true } ids => ids.Groups["id"].Success ? $"{ids.Groups["name"]} {ids.Groups["id"]}" : ids.Groups["name"].Value,
        _ => null,
    };

    // setresuid(1000, 1000, 1000), but not setresuid(-1, 1000, -1), which is no step for good.
    [GeneratedRegex(@"^(?<name>setgroups)\((?<id>\d+)|^(?<name>setres[ug]id)\((?<id>\d+), \k<id>, \k<id>\)|^(?<name>capset|close_range|pivot_root|setsid|execveat)\(")]
    private static partial Regex Whole();
}
