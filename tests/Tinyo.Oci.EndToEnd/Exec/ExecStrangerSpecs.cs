using Tinyo.Oci.EndToEnd.CommandLine;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>An ordinary user runs more programs in a container of its own: what it may not join from outside is joined from inside.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class ExecStrangerSpecs : StrangerTest
{
    [Fact]
    public async Task It_is_root_inside_in_all_namespaces()
    {
        await Start();

        var result = await User.Invoke("exec", Id, "sh", "-c", "id -u; id -G; for kind in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$kind; done; exit 3");
        var init = await User.Invoke("exec", Id, "sh", "-c", "for kind in cgroup ipc mnt net pid time user uts; do readlink /proc/1/ns/$kind; done");

        result.ShouldExitWith(3).Lines.Should().HaveCount(10).And.StartWith(["0", "0"]);
        result.Lines.Skip(2).Should().Equal(init.ShouldSucceed().Lines);
    }

    [Fact]
    public async Task A_detached_program_is_the_callers_to_find()
    {
        await Start();
        var file = Path.Combine(User.RuntimeDirectory, "pid");

        (await User.Invoke("exec", "--detach", "--pid-file", file, Id, "sleep", "1000")).ShouldSucceed();

        new HostProcess(int.Parse(await File.ReadAllTextAsync(file), null)).CommandLine.Should().Be("sleep\01000\0");
    }

    [Fact]
    public async Task A_program_that_is_missing_is_named()
    {
        await Start();

        var result = await User.Invoke("exec", Id, "no-such-program");

        result.ShouldExitWith(255).Errors.Should().EndWith("exec: \"no-such-program\": executable file not found in $PATH\n");
    }

    [Fact]
    public async Task Groups_that_it_can_not_have_are_refused()
    {
        await Start();

        var result = await User.Invoke("exec", "--additional-gids", "5", Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("setgroups");
    }

    private async Task Start()
    {
        var bundle = (await UsersBundle()).WithArgs("sleep", "1000").Save();
        (await User.Invoke("run", "--detach", "--bundle", bundle.Directory, Id)).ShouldSucceed();
    }
}
