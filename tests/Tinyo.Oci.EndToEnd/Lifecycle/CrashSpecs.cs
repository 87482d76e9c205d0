using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>Verbs that race each other, or are killed half way.</summary>
public sealed class CrashSpecs : LifecycleTest
{
    // runc 1.1 lets two into the same directory now and then.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Of_several_creates_with_one_id_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = NewId();
            var bundles = Enumerable.Range(0, 4).Select(_ => Sleeping().Save()).ToArray();

            var results = await Task.WhenAll(bundles.Select(bundle => Runtime.Invoke("create", "--bundle", bundle.Directory, id)));

            var winner = Array.FindIndex(results, result => result.ExitCode == 0);
            results.Count(result => result.ExitCode == 0).Should().Be(1);
            results.Where(result => result.ExitCode != 0).Should().NotBeEmpty().And.OnlyContain(result => result.Errors.Contains("container with given ID already exists"));
            var container = new TestContainer(Runtime, id, bundles[winner], results[winner]);
            ((string)(await container.State())["bundle"]!).Should().Be(bundles[winner].Directory);
            (await container.Start()).ShouldSucceed();
            (await container.Delete("--force")).ShouldSucceed();
            await NothingIsLeft(id);
        }
    }

    [Fact]
    public async Task Of_several_starts_exactly_one_wins()
    {
        var container = await Create(NewBundle().WithScript("echo ran; exec sleep 100"));

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => container.Start()));

        results.Count(result => result.ExitCode == 0).Should().Be(1);
        await container.WaitForOutput("ran");
        container.Output.Should().Be("ran\n");
    }

    [Fact]
    public async Task Several_deletes_leave_nothing_and_never_crash()
    {
        var container = await Start(Sleeping());

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => container.Delete("--force")));

        results.Should().Contain(result => result.ExitCode == 0).And.OnlyContain(result => result.ExitCode == 0 || result.ExitCode == 1);
        await NothingIsLeft(container.Id);
    }

    // Wherever the kill falls, delete --force must clean up what there is. runc 1.1 leaves states behind that it can't read.
    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "timeout")]
    public async Task A_create_that_is_killed_at_any_moment_is_deleted_by_force()
    {
        const int Tries = 30;
        var bundle = Sleeping().Save();
        var time = Stopwatch.StartNew();
        var whole = await Create(bundle);
        var (seconds, killed) = (time.Elapsed.TotalSeconds, 0);
        (await whole.Delete("--force")).ShouldSucceed();

        for (var n = 1; n <= Tries; n++)
        {
            var id = NewId();
            var call = Runtime.Call("create", "--bundle", bundle.Directory, id);
            var moment = (seconds * n / Tries).ToString("0.0000", CultureInfo.InvariantCulture);
            var result = await (call with { Program = "timeout", Arguments = ["--foreground", "-s", "KILL", moment, call.Program, .. call.Arguments] }).Execute();
            if (result.ExitCode == 0)
            {
                seconds *= 0.8; // it was done before: on a machine that is busy now and then, the first create was a slow one
            }
            else
            {
                killed++;
            }

            (await Runtime.Invoke("delete", "--force", id)).ShouldSucceed();

            await NothingIsLeft(id);
        }

        killed.Should().BeGreaterThan(Tries / 6, "enough of the kills must come before create is done");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "timeout")]
    public async Task An_id_whose_create_was_killed_is_free_after_delete()
    {
        var bundle = NewBundle().WithScript("echo again").WithHook("createRuntime", new JsonObject { ["path"] = "/bin/sleep", ["args"] = TestBundle.ToArray("sleep", "3") });
        var id = NewId();
        var call = Runtime.Call("create", "--bundle", bundle.Save().Directory, id);
        var result = await (call with { Program = "timeout", Arguments = ["--foreground", "-s", "KILL", "0.7", call.Program, .. call.Arguments] }).Execute();
        result.ShouldExitWith(137);

        (await Runtime.Invoke("delete", "--force", id)).ShouldSucceed();
        bundle.Config.Remove("hooks");
        (await Runtime.Invoke("run", "--bundle", bundle.Save().Directory, id)).ShouldSucceed().Output.Should().Be("again\n");
    }
}
