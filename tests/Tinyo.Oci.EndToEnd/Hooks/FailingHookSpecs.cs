using System.Diagnostics;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Hooks;

/// <summary>What a hook that fails, hangs or is missing does to its container.</summary>
public sealed class FailingHookSpecs : HookTest
{
    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public async Task Create_fails_with_its_words_and_nothing_is_left(string kind)
    {
        var id = NewId();
        var bundle = NotingBundle().WithHook(kind, Script("echo 'the reason is printed' >&2; exit 3")).WithHook(kind, Script($"touch {Notes}/next"));

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("hook").And.Contain("the reason is printed").And.Contain("exit status 3");
        await NothingIsLeft(id);
        File.Exists(Path.Combine(Notes, "next")).Should().BeFalse("hooks after a failed one do not run");
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task Run_fails_and_the_program_never_runs(string kind)
    {
        var id = NewId();
        var bundle = NotingBundle().WithScript("echo ran").WithHook(kind, Script("exit 1")).Save();

        var result = await Runtime.Invoke("run", "--bundle", bundle.Directory, id);

        result.ShouldExitWith(1).Output.Should().BeEmpty();
        result.Errors.Should().Contain("hook");
        await NothingIsLeft(id);
    }

    [Theory]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [Needs(Requirement.Tinyo)]
    public async Task Start_fails_and_the_container_is_gone(string kind)
    {
        var bundle = NotingBundle().WithArgs("sleep", "100").WithHook(kind, Script("echo 'the reason is printed' >&2; exit 3"))
            .WithHook("poststop", Script($"echo stopped > {Notes}/poststop"));
        bundle.Config["ociVersion"] = "1.3.0"; // before, a poststart hook that failed was a warning
        var container = await Create(bundle);

        var result = await container.Start();

        result.ShouldExitWith(1).Errors.Should().Contain("hook").And.Contain("the reason is printed");
        await NothingIsLeft(container.Id);
        Noted("poststop").Should().Be("stopped\n");
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public async Task One_that_takes_too_long_is_killed_and_create_fails(string kind)
    {
        var id = NewId();
        var hook = Script("exec sleep 20");
        hook["timeout"] = 1;
        var time = Stopwatch.StartNew();

        var result = await TryCreate(NotingBundle().WithHook(kind, hook), id);

        result.ShouldExitWith(1).Errors.Should().Contain("hook").And.MatchRegex("timeout|timed out|1s|1 second");
        time.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.9)).And.BeLessThan(TimeSpan.FromSeconds(15));
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task One_that_is_quick_enough_is_not_killed()
    {
        var hook = Script($"sleep 0.2; echo done > {Notes}/done");
        hook["timeout"] = 20;
        var time = Stopwatch.StartNew();

        (await Run(NotingBundle().WithHook("prestart", hook))).ShouldSucceed();

        Noted("done").Should().Be("done\n");
        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "nobody waits for the rest of the timeout");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task After_stop_a_failure_is_only_warned_about_and_the_others_run()
    {
        var container = await Start(NotingBundle().WithHook("poststop", Script("echo 'the reason is printed' >&2; exit 3")).WithHook("poststop", Script($"echo next > {Notes}/next")));
        await container.WaitFor("stopped");

        var result = await container.Delete();

        result.ShouldSucceed();
        Noted("next").Should().Be("next\n");
        await NothingIsLeft(container.Id);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task After_stop_the_warning_goes_to_the_log()
    {
        var log = Path.Combine(Room, "log");
        var container = await Start(NotingBundle().WithHook("poststop", Script("exit 3")));
        await container.WaitFor("stopped");

        var result = await new Command(Infrastructure.Runtime.Binary, ["--root", Runtime.StateRoot, "--debug", "--log", log, "--log-format", "json", "delete", container.Id]).Execute();

        result.ShouldSucceed();
        File.ReadLines(log).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["level"]! == "warning")
            .Select(line => (string)line["msg"]!).Should().Contain(message => message.Contains("hook"));
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createContainer")]
    public async Task One_that_is_missing_is_named(string kind)
    {
        var id = NewId();
        var bundle = NotingBundle().WithHook(kind, new JsonObject { ["path"] = "/no/such/hook" });

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("/no/such/hook");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task One_that_is_ended_by_a_signal_fails()
    {
        var id = NewId();

        var result = await TryCreate(NotingBundle().WithHook("prestart", Script("kill -9 $$")), id);

        result.ShouldExitWith(1).Errors.Should().Contain("hook").And.MatchRegex("killed|signal 9|SIGKILL");
        await NothingIsLeft(id);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task One_that_kills_init_fails_the_create_and_nothing_is_left()
    {
        var id = NewId();
        var bundle = NotingBundle().WithHook("createRuntime", Script("kill -9 $(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/')"));

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("container init");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task One_that_does_not_read_its_input_is_no_failure()
    {
        var bundle = NotingBundle().WithHook("prestart", Script("exec <&-; exit 0"));
        bundle.Config["annotations"] = new JsonObject { ["large"] = new string('x', 100_000) };

        (await Run(bundle)).ShouldSucceed();
    }

    [Fact]
    public async Task One_that_prints_a_lot_does_not_hang()
    {
        var id = NewId();
        var bundle = NotingBundle().WithHook("prestart", Script("head -c 1000000 /dev/zero | tr '\\0' x; echo >&2 the end; exit 1"));

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("hook");
        await NothingIsLeft(id);
    }
}
