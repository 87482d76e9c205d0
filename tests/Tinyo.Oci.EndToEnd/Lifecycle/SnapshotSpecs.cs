using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>Create settles everything: what changes later has no effect.</summary>
public sealed class SnapshotSpecs : LifecycleTest
{
    [Fact]
    public async Task A_config_that_changes_after_create_has_no_effect()
    {
        var bundle = NewBundle().WithScript("echo first; hostname");
        var container = await Create(bundle);
        bundle.WithScript("echo second").With(config => config["hostname"] = "other").With(config => config["annotations"] = new JsonObject { ["late"] = "1" }).Save();

        (await container.Start()).ShouldSucceed();
        await container.WaitFor("stopped");

        container.Output.Should().Be("first\ntinyo\n");
        (await container.State()).ContainsKey("annotations").Should().BeFalse();
    }

    [Fact]
    public async Task A_config_that_is_gone_after_create_is_not_missed()
    {
        var stopped = Path.Combine(Room, "stopped");
        var bundle = NewBundle().WithScript("echo first").WithHook("poststop", new JsonObject { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", $"echo > {stopped}") });
        var container = await Create(bundle);
        File.Delete(bundle.ConfigFile);

        (await container.Start()).ShouldSucceed();
        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();

        container.Output.Should().Be("first\n");
        File.Exists(stopped).Should().BeTrue();
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_bundle_without_a_process_is_created_but_not_started()
    {
        var container = await Create(NewBundle().With(config => config.Remove("process")));
        (await container.Status()).Should().Be("created");

        var result = await container.Start();

        result.ShouldExitWith(1).Errors.Should().Contain("process");
        (await container.Delete("--force")).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task The_bundle_may_be_the_current_directory()
    {
        var bundle = NewBundle().WithScript("echo here").Save();

        var result = await (Runtime.Call("run", NewId()) with { WorkingDirectory = bundle.Directory }).Execute();

        result.ShouldSucceed().Output.Should().Be("here\n");
    }

    [Fact]
    public async Task A_relative_bundle_is_absolute_in_the_state()
    {
        var bundle = Sleeping().Save();
        var id = NewId();

        var result = await (Runtime.Call("create", "--bundle", Path.GetFileName(bundle.Directory), id) with { WorkingDirectory = Path.GetDirectoryName(bundle.Directory) }).Execute();

        var state = await new TestContainer(Runtime, id, bundle, result.ShouldSucceed()).State();
        ((string)state["bundle"]!).Should().Be(bundle.Directory);
    }

    [Fact]
    public async Task The_root_filesystem_may_be_an_absolute_path()
    {
        var other = NewBundle().WithFile("rootfs/etc/marker", "the other one");
        var bundle = NewBundle().With(config => config["root"]!["path"] = other.RootFilesystem).WithArgs("cat", "/etc/marker");

        var output = await Output(bundle);

        output.Should().Be("the other one");
    }
}
