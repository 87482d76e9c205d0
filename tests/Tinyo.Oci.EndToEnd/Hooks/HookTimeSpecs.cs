using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Hooks;

/// <summary>What is there, and what is not, at the time that a hook of each kind runs.</summary>
[Needs(Requirement.Tinyo)]
public sealed class HookTimeSpecs : HookTest
{
    private const string Pid = "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/' | tr -d '\\n ')";

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    public async Task The_mounts_are_made_and_the_root_is_not_entered_yet(string kind)
    {
        var bundle = NotingBundle().WithHook(kind, Script($"{Pid}; cat /proc/$pid/mountinfo > {Notes}/mounts"));
        bundle.WithMount("/var", "tmpfs", "tmpfs");

        (await Run(bundle)).ShouldSucceed();

        Noted("mounts").Should().Contain($" {bundle.RootFilesystem}/var ");
    }

    [Fact]
    public async Task Poststart_finds_the_program_and_start_waits_for_it()
    {
        var container = await Create(NotingBundle().WithArgs("sleep", "100")
            .WithHook("poststart", Script($"{Pid}; tr '\\0' ' ' < /proc/$pid/cmdline > {Notes}/program; sleep 0.3; echo done > {Notes}/done")));

        (await container.Start()).ShouldSucceed();

        Noted("done").Should().Be("done\n");
        Noted("program").Should().Be("sleep 100 ");
    }

    [Fact]
    public async Task Poststop_finds_nothing_of_the_container_and_delete_waits_for_it()
    {
        var bundle = NotingBundle().WithHook("poststop", Script(
            $"ls -A {Runtime.StateRoot} > {Notes}/state; find /sys/fs/cgroup -name \"$(sed 's/.*\"id\":\"\\([^\"]*\\).*/\\1/')\" > {Notes}/cgroups; sleep 0.3; echo done > {Notes}/done"));
        var container = await Start(bundle);
        await container.WaitFor("stopped");
        Directory.EnumerateDirectories(Runtime.StateRoot).Should().Contain(path => path.EndsWith(container.Id));

        (await container.Delete()).ShouldSucceed();

        Noted("done").Should().Be("done\n");
        Noted("state").Should().NotContain(container.Id);
        Noted("cgroups").Should().BeEmpty();
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public async Task Poststop_runs_after_a_create_that_a_hook_made_fail(string kind)
    {
        var id = NewId();
        var bundle = NotingBundle().WithHook(kind, Script("exit 3")).WithHook("poststop", Script($"cat > {Notes}/stopped"));

        (await TryCreate(bundle, id)).ShouldExitWith(1);

        Noted("stopped").Should().Contain($"\"id\":\"{id}\"").And.Contain("\"status\":\"stopped\"");
        await NothingIsLeft(id);
    }
}
