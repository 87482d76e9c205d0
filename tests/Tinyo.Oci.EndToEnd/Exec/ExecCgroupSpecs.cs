using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Whoever joins a container is in its cgroups, or in one below them.</summary>
public sealed class ExecCgroupSpecs : ExecTest
{
    [Fact]
    public async Task The_cgroups_are_the_containers()
    {
        var container = await Sleeper();

        var output = await Output(container, "cat /proc/1/cgroup; echo; cat /proc/self/cgroup");

        var halves = output.Split("\n\n");
        halves[1].Should().Be(halves[0]).And.Contain(container.Id);
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task One_below_them_is_joined_by_controller()
    {
        var container = await Sleeper();
        var (memory, pids) = (Below(container, "memory"), Below(container, "pids"));
        try
        {
            Directory.CreateDirectory($"{memory}/sub/deep");
            Directory.CreateDirectory($"{pids}/other");

            var output = await Output(container, "cat /proc/self/cgroup", "--cgroup", "memory:sub/deep", "--cgroup", "pids:/other");

            output.Should().MatchRegex($"memory:[^\n]*{container.Id}/sub/deep(\n|$)").And.MatchRegex($"pids:[^\n]*{container.Id}/other(\n|$)")
                .And.MatchRegex($"freezer:[^\n]*{container.Id}(\n|$)");
        }
        finally
        {
            Directory.Delete($"{memory}/sub/deep");
            Directory.Delete($"{memory}/sub");
            Directory.Delete($"{pids}/other");
        }
    }

    [Theory]
    [InlineData("/inner", "memory,pids:inner")]
    [InlineData("", "memory:/", "--cgroup", "pids:.")]
    [Needs(Requirement.CgroupV1)]
    public async Task Several_controllers_may_share_a_path_and_the_containers_own_may_be_named(string end, params string[] words)
    {
        var container = await Sleeper();
        string[] made = end.Length > 0 ? [Below(container, "memory") + end, Below(container, "pids") + end] : [];
        try
        {
            Array.ForEach(made, path => Directory.CreateDirectory(path));

            var output = await Output(container, "cat /proc/self/cgroup", ["--cgroup", .. words]);

            output.Should().MatchRegex($"memory:[^\n]*{container.Id}{end}(\n|$)").And.MatchRegex($"pids:[^\n]*{container.Id}{end}(\n|$)")
                .And.MatchRegex($"freezer:[^\n]*{container.Id}(\n|$)");
        }
        finally
        {
            Array.ForEach(made, Directory.Delete);
        }
    }

    [Theory]
    [InlineData("is not a sub cgroup path", "--cgroup", "memory:../other")]
    [InlineData("unknown controller nonsense", "--cgroup", "nonsense:sub")]
    [InlineData("empty <controller> prefix", "--cgroup", ":sub")]
    [InlineData("controller memory specified multiple times", "--cgroup", "memory:a", "--cgroup", "memory:b")]
    [InlineData("missing <controller>: prefix", "--cgroup", "a", "--cgroup", "b")]
    [InlineData("can't be joined, it is gone", "--cgroup", "no-such-cgroup")]
    [Needs(Requirement.CgroupV1)]
    [Needs(Requirement.Tinyo)]
    public async Task A_cgroup_that_can_not_be_joined_is_refused(string reason, params string[] flags)
    {
        var container = await Sleeper();

        var result = await Exec([.. flags, container.Id, "true"]);

        result.ShouldExitWith(255).Errors.Should().Contain(reason.Replace("joined, it", "joined: it")).And.NotContainEquivalentOf("no such file");
    }

    [Fact]
    [Needs(Requirement.CgroupV2)]
    public async Task One_below_it_is_joined()
    {
        var container = await Sleeper();
        var cgroup = await Unified(container);
        Directory.CreateDirectory($"{cgroup}/sub");

        var output = await Output(container, "cat /proc/self/cgroup", "--cgroup", "sub");

        output.Should().EndWith("/sub");
        Directory.Delete($"{cgroup}/sub");
    }

    [Fact]
    [Needs(Requirement.CgroupV2)]
    public async Task Where_the_container_moved_on_its_processes_are_joined()
    {
        var container = await Sleeper();
        var (cgroup, init) = (await Unified(container), await container.Process());
        Directory.CreateDirectory($"{cgroup}/inner");
        File.WriteAllText($"{cgroup}/inner/cgroup.procs", $"{init.Pid}");
        File.WriteAllText($"{cgroup}/cgroup.subtree_control", "+pids");

        var result = await Exec(container.Id, "cat", "/proc/self/cgroup");

        result.ShouldSucceed().Text.Should().EndWith("/inner");
    }

    private static async Task<string> Unified(TestContainer container) => $"/sys/fs/cgroup{(await container.Process()).UnifiedCgroup}";

    private static string Below(TestContainer container, string controller) =>
        Directory.EnumerateDirectories($"/sys/fs/cgroup/{controller}", container.Id, SearchOption.AllDirectories).Single();
}
