using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Joining a container that has no memory left: who is killed before it is the program is not taken for it.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.CgroupV1)]
public sealed class ExecMemorySpecs : ExecTest
{
    private const string Victim = "echo 1000 >/proc/self/oom_score_adj;"; // rather than what is in the container

    // Where on its way it is killed is left to the kernel, as is whether it gets through.
    [Theory]
    [InlineData]
    [InlineData("--detach")]
    public async Task A_death_on_the_way_says_so(params string[] flags)
    {
        const int Tries = 50;
        var container = await Full();
        var (pids, told) = (Path.Combine(Room, "pid"), false);

        for (var tries = 0; tries < Tries && !told; tries++)
        {
            File.Delete(pids);
            TakeWhatIsLeft(container);
            var result = await (Runtime.Call(["exec", .. flags, "--pid-file", pids, container.Id, "sh", "-c", "echo ran"]) with { Prelude = Victim }).Execute();

            told = result.ExitCode == 255;
            (told && result.Output.Length > 0).Should().BeFalse("what has run has not failed to");
            result.Errors.Should().Be(told ? "tinyo-oci: the process was killed by signal 9 before it became the program (possibly OOM-killed)\n" : "");
            File.Exists(pids).Should().Be(!told);
        }

        told.Should().BeTrue("one of {0} must die before it is the program", Tries);
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task A_death_of_the_program_is_its_exit_code()
    {
        var container = await Sleeper();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Exec(container.Id, "sh", "-c", "kill -9 $$")));

        results.Should().NotBeEmpty().And.OnlyContain(result => result.ExitCode == 137 && result.Errors == "");
    }

    // The more memory there is, the more a victim's score counts.
    private async Task<TestContainer> Full()
    {
        var bundle = NewBundle().WithMount("/full", "tmpfs", "tmpfs", "size=8m").WithScript("dd if=/dev/zero of=/full/file bs=64k 2>/dev/null; exec sleep 1000");
        bundle.Config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = 32 << 20, ["swappiness"] = 0 };
        var container = await Start(bundle);
        var process = await container.Process();
        for (var tries = 0; process.StatusLine("Name") != "sleep" || !process.StatusLine("State").StartsWith('S'); tries++)
        {
            tries.Should().BeLessThan(500, "it sleeps soon, and needs no memory from then on");
            await Task.Delay(10);
        }

        return container;
    }

    // What can be thrown away is thrown away, and the limit is what remains.
    private static void TakeWhatIsLeft(TestContainer container)
    {
        var cgroup = Directory.EnumerateDirectories("/sys/fs/cgroup/memory", container.Id, SearchOption.AllDirectories).Single();
        File.WriteAllText($"{cgroup}/memory.force_empty", "0");
        File.WriteAllText($"{cgroup}/memory.limit_in_bytes", File.ReadAllText($"{cgroup}/memory.usage_in_bytes"));
    }
}
