using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Which descriptors everything finds that the runtime executes: the program, each kind of hook, what joins later.</summary>
public sealed class CensusSpecs : AttackTest
{
    private const string Count = "n=0; while [ $n -lt 1024 ]; do [ -L /proc/self/fd/$n ] && printf \"$n \"; n=$((n+1)); done";
    private const string Prelude = "exec 3</etc/hosts 4</etc/passwd 5</ 6<> /dev/null 9</etc/hosts;";

    /// <summary>CVE-2024-21626. runc 1.1.5 hands descriptors of its own to createContainer hooks, crun 1.8.1 none.</summary>
    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public async Task A_hook_has_stdio_and_nothing_else(string kind)
    {
        var notes = HostDirectory("notes");
        var place = kind == "startContainer" ? "/mnt" : notes;
        var hook = new JsonObject { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", $"PATH=/bin:/usr/bin; exec 1>{place}/fds; {Count}") };
        var bundle = NewBundle().WithMount("/mnt", "none", notes, "bind").WithHook(kind, hook).Save();

        var result = await (Runtime.Call("run", "--bundle", bundle.Directory, NewId()) with { Prelude = Prelude }).Execute();

        result.ShouldSucceed();
        (await File.ReadAllTextAsync(Path.Combine(notes, "fds"))).Should().Be("0 1 2 ");
    }

    [Theory]
    [InlineData("", "0 1 2 ")]
    [InlineData("--preserve-fds=2", "0 1 2 3 4 ")]
    public async Task The_program_has_stdio_and_what_was_asked_for(string flag, string expected)
    {
        var bundle = NewBundle().WithScript(Count).Save();

        var result = await (Runtime.Call(["run", "--bundle", bundle.Directory, .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries), NewId()]) with { Prelude = Prelude }).Execute();

        result.ShouldSucceed().Output.Should().Be(expected);
    }

    [Theory]
    [InlineData("", "0 1 2 ")]
    [InlineData("--preserve-fds=2", "0 1 2 3 4 ")]
    public async Task What_joins_has_stdio_and_what_was_asked_for(string flag, string expected)
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        var result = await (Runtime.Call(["exec", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries), container.Id, "sh", "-c", Count]) with { Prelude = Prelude }).Execute();

        result.ShouldSucceed().Output.Should().Be(expected);
    }

    /// <summary>That the count bites: a shell that is given more finds more.</summary>
    [Fact]
    public void A_program_that_is_given_more_counts_more() =>
        Command.Run("sh", "-c", $"{Prelude} sh -c '{Count}'").Output.Should().Contain("0 1 2 3 4 5 6 ").And.Contain("9 ");

    /// <summary>The working directory has a path from the container's root.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/usr/bin")]
    [InlineData("/tmp/made")]
    public async Task The_working_directory_is_below_the_root(string path)
    {
        var output = await Output(NewBundle().WithProcess("cwd", path).WithScript("/bin/pwd -P; readlink /proc/self/cwd"));

        output.Split('\n').Should().NotBeEmpty().And.OnlyContain(line => line == path.Replace("/usr/bin", "/bin"));
    }

    /// <summary>That the check bites: a directory of the host that the program was given on purpose.</summary>
    [Fact]
    public async Task A_descriptor_of_the_host_that_is_handed_over_leads_there()
    {
        var bundle = NewBundle().WithScript($"cd /proc/self/fd/5 && cat .{Outside.SecretFile}; /bin/pwd -P").Save();

        var result = await (Runtime.Call("run", "--preserve-fds=3", "--bundle", bundle.Directory, NewId()) with { Prelude = Prelude }).Execute();

        result.Output.Should().StartWith(Sentinel.Secret);
    }

    /// <summary>CVE-2024-21626 at create. Debian's runc 1.1.5 stands, crun 1.8.1 falls.</summary>
    [Fact]
    public async Task No_descriptor_leads_to_a_working_directory_on_the_host()
    {
        for (var number = 3; number < 24; number++)
        {
            var bundle = NewBundle().WithProcess("cwd", $"/proc/self/fd/{number}").WithScript($"cat .{Outside.SecretFile} ../../../../../../..{Outside.SecretFile} && echo {Fell}").Save();
            var result = await (Runtime.Call("run", "--bundle", bundle.Directory, NewId()) with { Prelude = Prelude }).Execute();
            (result.Output + result.Errors).Should().NotContainAny(Fell, Sentinel.Secret);
        }
    }
}
