using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Who joins a container has its keyring, and is confined as it is.</summary>
[Needs(Requirement.Tinyo)]
public sealed class ExecConfinementSpecs : ExecTest
{
    private readonly string _profile = $"tinyo-e2e-exec-{Environment.ProcessId}";
    private string? _profileFile;

    [Fact]
    public async Task It_has_the_containers_session_keyring()
    {
        var container = await Sleeper(NewBundle().WithLinux("maskedPaths", new System.Text.Json.Nodes.JsonArray()));

        var keys = await Output(container, "cat /proc/keys");

        keys.Split('\n').Should().ContainSingle(line => line.Contains($"_ses.{container.Id}:"), "the one of the container, and no second");
    }

    [Fact]
    public async Task It_keeps_the_callers_where_the_container_did()
    {
        var container = await Start(NewBundle().WithLinux("maskedPaths", new System.Text.Json.Nodes.JsonArray()).WithArgs("sleep", "1000"), "--no-new-keyring");

        (await Output(container, "cat /proc/keys")).Should().NotContain($"_ses.{container.Id}:");
    }

    [Fact]
    public async Task A_profile_is_refused_without_apparmor()
    {
        Assert.SkipWhen(Directory.Exists("/sys/module/apparmor"), "AppArmor is here");
        var container = await Sleeper();

        var result = await Exec("--apparmor", "some-profile", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("process.apparmorProfile: 'some-profile' is asked for, but AppArmor is disabled");
    }

    [Theory]
    [Needs(Requirement.AppArmor)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_confined_as_the_container_or_as_it_is_asked(bool isAsked)
    {
        Load();
        var container = await Sleeper(isAsked ? NewBundle() : NewBundle().WithProcess("apparmorProfile", _profile));
        string[] flags = isAsked ? ["--apparmor", _profile] : [];

        var output = await Output(container, "cat /proc/self/attr/current; touch /dev/shm/secret || echo denied", flags);

        output.Should().Be($"{_profile} (enforce)\ndenied");
    }

    [Fact]
    [Needs(Requirement.AppArmor)]
    public async Task An_unknown_profile_is_named()
    {
        var container = await Sleeper();

        var result = await Exec("--apparmor", "tinyo-never-loaded", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("AppArmor profile 'tinyo-never-loaded'");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_profileFile is not null)
        {
            Command.Run(Requirements.Find("apparmor_parser")!, "--remove", _profileFile);
        }

        GC.SuppressFinalize(this);
    }

    private void Load()
    {
        _profileFile = Path.Combine(Workspace.NewRoom("profile"), "profile");
        File.WriteAllText(_profileFile, $"profile {_profile} flags=(attach_disconnected,mediate_deleted) {{\n  file,\n  capability,\n  signal,\n  deny /dev/shm/secret w,\n}}\n");
        Command.Run(Requirements.Find("apparmor_parser")!, "--replace", "--skip-cache", _profileFile).ShouldSucceed();
    }
}
