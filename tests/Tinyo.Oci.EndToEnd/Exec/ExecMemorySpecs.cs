using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Joining a container that has no memory left: who is killed before it is the program is not taken for it.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.CgroupV1)]
public sealed class ExecMemorySpecs : ExecTest
{
    [Theory]
    [InlineData]
    [InlineData("--detach")]
    public async Task A_death_on_the_way_says_so(params string[] flags)
    {
        var container = await Full();
        var (process, pids) = (ProcessFile(container, it => it["oomScoreAdj"] = 1000, "sh", "-c", "echo ran"), Path.Combine(Room, "pid"));

        var result = await Exec([.. flags, "--pid-file", pids, "--process", process, container.Id]);

        result.ShouldExitWith(255).Output.Should().BeEmpty();
        result.Errors.Should().Contain("the process was killed by signal 9 before it became the program (possibly OOM-killed)");
        File.Exists(pids).Should().BeFalse();
    }

    [Fact]
    public async Task A_death_of_the_program_is_its_exit_code()
    {
        var container = await Sleeper();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Exec(container.Id, "sh", "-c", "kill -9 $$")));

        results.Should().NotBeEmpty().And.OnlyContain(result => result.ExitCode == 137 && result.Errors == "");
    }

    // Without a page to spare: what could be thrown away is thrown away, and the limit is what is left.
    private async Task<TestContainer> Full()
    {
        var bundle = NewBundle();
        bundle.Config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = 4 << 20, ["swappiness"] = 0 };
        var container = await Sleeper(bundle);
        var cgroup = Directory.EnumerateDirectories("/sys/fs/cgroup/memory", container.Id, SearchOption.AllDirectories).Single();
        File.WriteAllText($"{cgroup}/memory.force_empty", "0");
        File.WriteAllText($"{cgroup}/memory.limit_in_bytes", File.ReadAllText($"{cgroup}/memory.usage_in_bytes"));
        return container;
    }
}
