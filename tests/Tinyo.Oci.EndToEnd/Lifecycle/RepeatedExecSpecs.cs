using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>Health probes join a container thousands of times: no process, zombie, cgroup, descriptor, mount or file is left of them.</summary>
public sealed class RepeatedExecSpecs : LifecycleTest
{
    private const int AtOnce = 100;

    [Fact]
    public async Task One_after_the_other()
    {
        var container = await Start(Sleeping());
        (await Runtime.Invoke("exec", container.Id, "true")).ShouldSucceed();
        var before = await Look(container);

        await Repeat(container, "\"$@\" >/dev/null || failed=$((failed+1))", Rounds.InAll);

        await before.ShouldBeAll();
    }

    [Fact]
    public async Task Many_at_once()
    {
        var container = await Start(Sleeping());
        (await Runtime.Invoke("exec", container.Id, "true")).ShouldSucceed();
        var before = await Look(container);

        await Repeat(container, "{ \"$@\" >/dev/null || echo failed; } &", Math.Min(Rounds.InAll, AtOnce));

        await before.ShouldBeAll();
    }

    private async Task<Remains> Look(TestContainer container) => new(container.Id, await container.Process(), Runtime.StateRoot);

    private async Task Repeat(TestContainer container, string step, int count)
    {
        var call = Runtime.Call("exec", container.Id, "sh", "-c", "echo probe");
        var script = $"failed=0; n=0; while [ $n -lt {count.ToString(CultureInfo.InvariantCulture)} ]; do n=$((n+1)); {step}\ndone; wait; echo $failed";

        var result = await (call with { Program = "/bin/sh", Arguments = ["-c", script, "sh", call.Program, .. call.Arguments], Limit = TimeSpan.FromMinutes(3) }).Execute();

        result.ShouldSucceed().Text.Should().Be("0");
        result.Errors.Should().BeEmpty();
    }
}
