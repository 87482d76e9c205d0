using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary><c>spec --rootless</c>: what it writes runs for the ordinary user who had it written.</summary>
public sealed class RootlessSpecSpecs : StrangerTest
{
    [Fact]
    public async Task The_user_is_root_inside_and_nobody_else()
    {
        var bundle = (await UsersBundle())
            .WithScript("whoami; id -u; id -g; cat /proc/self/uid_map; echo; hostname; test -c /dev/null && echo x > /dev/null && test -d /sys/class && echo devices; grep CapEff /proc/self/status");

        var result = await User.Invoke("run", "--bundle", bundle.Save().Directory, Id);

        var lines = result.ShouldSucceed().Lines.Select(line => string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)));
        lines.Should().Equal("root", "0", "0", $"0 {Stranger.Id} 1", "tinyo-oci", "devices", "CapEff: 0000000020000420");
        result.Errors.Should().BeEmpty();
        Directory.GetFileSystemEntries(User.StateRoot).Should().BeEmpty();
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task It_runs_unmodified_on_a_terminal()
    {
        var bundle = await UsersBundle();
        File.Delete(bundle.ConfigFile);
        (await User.Invoke("spec", "--rootless", "-b", bundle.Directory)).ShouldSucceed();
        var run = User.Call("run", "--bundle", bundle.Directory, Id);

        var result = await SpecSpecs.TypedInto(run, "tty; whoami; exit 7").Execute();

        result.ShouldExitWith(7).Output.ReplaceLineEndings("\n").Should().MatchRegex("\n/dev/(pts/0|console)\nroot\n");
    }

    [Fact]
    public async Task It_lives_a_whole_life_and_leaves_nothing()
    {
        var bundle = (await UsersBundle()).WithArgs("sleep", "100").Save();

        (await User.Invoke("create", "--bundle", bundle.Directory, Id)).ShouldSucceed();
        var created = await State();
        (await User.Invoke("start", Id)).ShouldSucceed();
        var running = await State();
        var process = new HostProcess(int.Parse(running["pid"]!.ToJsonString(), CultureInfo.InvariantCulture));

        ((string)created["status"]!).Should().Be("created");
        ((string)running["status"]!).Should().Be("running");
        process.StatusLine("Uid").Split('\t').Should().NotBeEmpty().And.OnlyContain(uid => uid == Stranger.Id.ToString(CultureInfo.InvariantCulture));
        (await User.Invoke("delete", Id)).ShouldExitWith(1).Errors.Should().Contain("that is not stopped: running");
        (await User.Invoke("kill", Id, "KILL")).ShouldSucceed();
        await WaitUntilStopped();
        (await User.Invoke("kill", Id)).ShouldExitWith(1).Errors.Should().Contain("container not running");
        (await User.Invoke("delete", Id)).ShouldSucceed();
        Directory.GetFileSystemEntries(User.StateRoot).Should().BeEmpty();
        await NothingIsLeft(Id);
    }

    [Fact]
    public async Task A_failed_create_leaves_nothing()
    {
        var bundle = (await UsersBundle()).WithArgs("no-such-program").Save();

        (await User.Invoke("create", "--bundle", bundle.Directory, Id)).ShouldExitWith(1).Errors.Should().Contain("executable file not found in $PATH");

        Directory.GetFileSystemEntries(User.StateRoot).Should().BeEmpty();
        await NothingIsLeft(Id);
    }

    private async Task<JsonObject> State() => JsonNode.Parse((await User.Invoke("state", Id)).ShouldSucceed().Output)!.AsObject();

    private async Task WaitUntilStopped()
    {
        for (var tries = 0; (string)(await State())["status"]! != "stopped"; tries++)
        {
            tries.Should().BeLessThan(200, "a killed container stops");
            await Task.Delay(20);
        }
    }
}
