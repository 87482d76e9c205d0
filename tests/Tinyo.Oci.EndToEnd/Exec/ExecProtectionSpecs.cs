using System.Security.Cryptography;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>A container gets nothing of the host's through those who join it.</summary>
public sealed class ExecProtectionSpecs : ExecTest
{
    // No command here opens one of its own while it looks.
    private const string OpenOnes = "n=0; while [ $n -lt 64 ]; do [ -L /proc/$$/fd/$n ] && printf \"$n \"; n=$((n+1)); done; true";

    // Whoever is executed through /proc/self/exe shows, as long as it lives, what that was.
    private const string Watch = """
        while :; do
            for link in /proc/[0-9]*/exe; do
                size=$(stat -L -c %s "$link" 2>/dev/null) && echo "$size" >>/tmp/seen
            done
        done
        """;

    [Theory]
    [InlineData("#!/proc/self/exe\n")]
    [InlineData("")]
    public async Task A_program_that_leads_back_to_the_one_that_executes_it_leads_nowhere(string script)
    {
        var bundle = NewBundle().WithMount("/tmp", "tmpfs", "tmpfs");
        if (script.Length == 0)
        {
            File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "bin", "evil"), "/proc/self/exe");
        }
        else
        {
            bundle.WithFile("rootfs/bin/evil", script, "755");
        }

        var before = Hash();
        var container = await Start(bundle.WithScript(Watch));
        for (var tries = 0; tries < 30; tries++)
        {
            await Exec(container.Id, "evil");
        }

        var seen = (await Output(container, "sort -u /tmp/seen")).Split('\n');
        seen.Should().NotContain($"{new FileInfo(Runtime.Binary).Length}", "the runtime's own file must never be a process of the container");
        Hash().Should().Equal(before);
    }

    [Theory]
    [InlineData("/proc/self/fd/3")]
    [InlineData("/proc/self/fd/5")]
    [InlineData("/proc/self/fd/7")]
    [InlineData("/proc/self/fd/9")]
    public async Task A_working_directory_through_a_descriptor_of_the_caller_is_refused(string cwd)
    {
        var container = await Sleeper();

        var result = await (Runtime.Call("exec", "--cwd", cwd, container.Id, "pwd") with { Prelude = "exec 3</ 5</etc 7</sys/fs/cgroup 9</;" }).Execute();

        result.ShouldExitWith(255).Output.Should().BeEmpty();
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_working_directory_outside_of_the_root_is_refused()
    {
        var container = await Sleeper();

        var result = await (Runtime.Call("exec", "--preserve-fds", "1", "--cwd", "/proc/self/fd/3", container.Id, "pwd") with { Prelude = "exec 3</etc;" }).Execute();

        result.ShouldExitWith(255).Errors.Should().Contain("outside of the container's root");
    }

    [Fact]
    public async Task The_program_has_its_stdio_and_nothing_else()
    {
        var container = await Sleeper();

        var result = await (Runtime.Call("exec", container.Id, "sh", "-c", OpenOnes) with { Prelude = "exec 3</ 7</etc 9</;" }).Execute();

        result.ShouldSucceed().Output.Should().Be("0 1 2 ");
    }

    [Fact]
    public async Task Descriptors_are_kept_by_count()
    {
        var container = await Sleeper(NewBundle().WithFile("three", "third\n").WithFile("four", "fourth\n"));
        var files = container.Bundle.Directory;

        var call = Runtime.Call("exec", "--preserve-fds", "2", container.Id, "sh", "-c", $"cat <&3; cat <&4; {OpenOnes}");
        var result = await (call with { Prelude = $"exec 3<'{files}/three' 4<'{files}/four' 5</;" }).Execute();

        result.ShouldSucceed().Output.Should().Be("third\nfourth\n0 1 2 3 4 ");
    }

    [Fact]
    public async Task A_descriptor_that_is_not_there_is_named()
    {
        var container = await Sleeper();

        var result = await Exec("--preserve-fds", "40", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("unable to stat preserved-fd");
    }

    [Fact]
    public async Task A_list_of_users_that_is_a_pipe_keeps_nobody_waiting()
    {
        var container = await Sleeper(NewBundle().With(config => config["root"]!["readonly"] = false));
        await Output(container, "rm /etc/passwd; mkfifo /etc/passwd");

        var output = await Output(container, "echo $HOME");

        output.Should().Be("/");
    }

    private static byte[] Hash() => SHA256.HashData(File.ReadAllBytes(Runtime.Binary));
}
