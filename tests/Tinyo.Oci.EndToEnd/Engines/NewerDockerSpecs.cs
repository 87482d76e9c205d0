using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer, which asks the runtime what it can do.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerDockerSpecs(NewerDocker docker) : DockerScenarios(docker), IClassFixture<NewerDocker>
{
    private readonly NewerDocker _docker = docker;

    [Fact]
    public async Task It_is_no_older_than_28()
    {
        var version = (await _docker.Call("version", "--format", "{{.Server.Version}}")).ShouldSucceed().Text;

        int.Parse(version.Split('.')[0], null).Should().BeGreaterThanOrEqualTo(28);
    }

    [Fact]
    public async Task Info_shows_the_runtimes_features()
    {
        var runtimes = JsonNode.Parse((await _docker.Call("info", "--format", "{{json .Runtimes}}")).ShouldSucceed().Output)!;

        var shown = JsonNode.Parse((string)runtimes["tinyo-oci"]!["status"]!["org.opencontainers.runtime-spec.features"]!)!;
        var ours = JsonNode.Parse((await Runtime.InvokeBare("features")).ShouldSucceed().Output)!;
        foreach (var field in new[] { "ociVersionMin", "ociVersionMax", "hooks", "mountOptions" })
        {
            shown[field]!.ToJsonString().Should().Be(ours[field]!.ToJsonString());
        }

        shown["linux"]!["seccomp"]!["operators"]!.ToJsonString().Should().Be(ours["linux"]!["seccomp"]!["operators"]!.ToJsonString());
        shown["linux"]!["mountExtensions"]!["idmap"]!["enabled"]!.ToJsonString().Should().Be("true");
    }

    /// <summary>Docker mounts so where the features have <c>rro</c>.</summary>
    [Fact]
    [Needs(Requirement.Kernel, "5.12")]
    public async Task A_read_only_volume_is_so_with_all_that_is_mounted_in_it()
    {
        var volume = Workspace.NewRoom("volume");
        var below = Directory.CreateDirectory(Path.Combine(volume, "below")).FullName;
        Command.Run("mount", "-t", "tmpfs", "below", below).ShouldSucceed();
        try
        {
            var whole = await Run(["--volume", $"{volume}:/mnt:ro"], "sh", "-c", "touch /mnt/x /mnt/below/x 2>&1 || true");
            var top = await Run(["--mount", $"type=bind,src={volume},dst=/mnt,readonly,bind-recursive=writable"], "sh", "-c", "touch /mnt/x 2>&1; touch /mnt/below/x");

            whole.ShouldSucceed().Lines.Should().Equal("touch: /mnt/x: Read-only file system", "touch: /mnt/below/x: Read-only file system");
            top.ShouldSucceed().Lines.Should().Equal("touch: /mnt/x: Read-only file system");
        }
        finally
        {
            Command.Run("umount", below).ShouldSucceed();
        }
    }

    [Fact]
    public async Task A_device_of_a_vendors_list_brings_what_belongs_to_it()
    {
        var state = Path.Combine(_docker.Room, "state.json");
        DeviceList.Write(_docker.DeviceLists, state);

        var result = await Run(["--device", DeviceList.Device], "sh", "-c", DeviceList.Look);

        result.ShouldSucceed().Lines.Should().Equal(DeviceList.Seen);
        ((string)JsonNode.Parse(await File.ReadAllTextAsync(state))!["status"]!).Should().Be("creating");
    }

    [Fact]
    public async Task An_annotation_is_passed_on()
    {
        var name = await Start(["--annotation", "org.example.one=1"], "sleep", "100");

        var state = await new Runtime(_docker.StateRoot).Invoke("state", await Inspect(name, ".Id"));

        ((string)JsonNode.Parse(state.ShouldSucceed().Output)!["annotations"]!["org.example.one"]!).Should().Be("1");
    }

    [Fact]
    public async Task A_health_check_is_run_by_itself()
    {
        var name = await Start(["--health-cmd", "test -f /tmp/ok", "--health-interval", "100ms", "--health-retries", "1"], "sleep", "100");
        (await _docker.Call("exec", name, "touch", "/tmp/ok")).ShouldSucceed();

        var health = "";
        for (var tries = 0; tries < 100 && health != "healthy"; tries++)
        {
            await Task.Delay(100);
            health = await Inspect(name, ".State.Health.Status");
        }

        health.Should().Be("healthy");
    }
}
