using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Cli.Verbs;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli.Verbs;

public sealed class ExecVerbSpecs
{
    [Fact]
    public void Every_flag_reaches_the_request()
    {
        var request = Request(
            "exec --console-socket /s --pidfd-socket /p --cwd /w -e A=1 --env B=2 -t -u 5:6 -g 7 --additional-gids 8 --detach --pid-file /f "
            + "--process-label L --apparmor P --no-new-privs -c CAP_A --cap CAP_B --preserve-fds 3 --cgroup cpu:a --cgroup memory:b --ignore-paused c1 sh -c x");

        request.Should().BeEquivalentTo(new ExecRequest
        {
            Id = ContainerId.Parse("c1"),
            ConsoleSocket = "/s",
            PidfdSocket = "/p",
            PidFile = "/f",
            Detach = true,
            PreserveFds = 3,
            Cgroups = ["cpu:a", "memory:b"],
            IgnorePaused = true,
            Changes = new ProcessChanges
            {
                Args = ["sh", "-c", "x"],
                Cwd = "/w",
                Env = ["A=1", "B=2"],
                Terminal = true,
                Uid = 5,
                Gid = 6,
                AdditionalGids = [7, 8],
                Capabilities = ["CAP_A", "CAP_B"],
                NoNewPrivileges = true,
                ApparmorProfile = "P",
                SelinuxLabel = "L",
            },
        });
    }

    [Fact]
    public void Conmon_rs_asks_without_a_file()
    {
        var request = Request("--root=/r exec -d --console-socket=/s --tty --pid-file=/f c1 ls -l");

        request.Should().BeEquivalentTo(new ExecRequest
        {
            Id = ContainerId.Parse("c1"),
            Detach = true,
            ConsoleSocket = "/s",
            PidFile = "/f",
            Changes = new ProcessChanges { Args = ["ls", "-l"], Terminal = true },
        });
    }

    [Fact]
    public void What_is_left_empty_is_not_given()
    {
        var request = Request("exec --console-socket= --cwd= --user= --process= --tty=false --no-new-privs=false c1 sh");

        request.Should().BeEquivalentTo(new ExecRequest { Id = ContainerId.Parse("c1"), Changes = new ProcessChanges { Args = ["sh"], NoNewPrivileges = false } });
    }

    [Theory]
    [InlineData("--user root")]
    [InlineData("--user 1:")]
    [InlineData("--user :1")]
    [InlineData("--user +1")]
    [InlineData("--user 1e3")]
    [InlineData("--user 4294967295")]
    [InlineData("--user 4294967296")]
    [InlineData("--user 1:2:3")]
    [InlineData("-g wheel")]
    public void Half_a_number_is_no_user(string flags)
    {
        var request = () => Request($"exec {flags} c1 sh");

        request.Should().Throw<OciException>();
    }

    private static ExecRequest Request(string words) => ExecVerb.Request(Arguments.Parse(words.Split(' ')), new TestCaller().Caller);
}
