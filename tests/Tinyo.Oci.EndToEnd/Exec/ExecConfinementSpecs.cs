using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Whoever joins a container has its session keyring, and is confined as it is.</summary>
[Needs(Requirement.Tinyo)]
public sealed class ExecConfinementSpecs : ExecTest
{
    private readonly string _profile = $"tinyo-e2e-exec-{Environment.ProcessId}";

    private string ProfileFile => Path.Combine(Room, "profile");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_session_keyring_is_the_containers(bool isInUserNamespace)
    {
        var container = await Sleeper(Looking(isInUserNamespace));

        var first = Keyring(await Output(container, "cat /proc/keys"), container);
        var second = Keyring(await Output(container, "cat /proc/keys"), container);

        first.Should().HaveCount(1).And.Equal(second);
    }

    [Fact]
    public async Task A_container_without_one_gives_none()
    {
        var container = await Start(Looking(isInUserNamespace: false).WithArgs("sleep", "1000"), "--no-new-keyring");

        var keys = await Output(container, "cat /proc/keys");

        keys.Should().NotContain($"_ses.{container.Id}");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [Needs(Requirement.AppArmor)]
    public async Task The_containers_profile_confines(bool noNewPrivileges, bool isInUserNamespace)
    {
        Load();
        var container = await Sleeper(Looking(isInUserNamespace).WithProcess("apparmorProfile", _profile).WithProcess("noNewPrivileges", noNewPrivileges));

        var result = await Exec(container.Id, "sh", "-c", "cat /proc/self/attr/current; touch /dev/shm/secret || echo denied");

        result.ShouldSucceed().Lines.Should().Equal($"{_profile} (enforce)", "denied");
    }

    [Fact]
    [Needs(Requirement.AppArmor)]
    public async Task A_profile_of_its_own_confines()
    {
        Load();
        var container = await Sleeper();

        var result = await Exec("--apparmor", _profile, container.Id, "cat", "/proc/self/attr/current");
        var unknown = await Exec("--apparmor", "tinyo-never-loaded", container.Id, "true");

        result.ShouldSucceed().Text.Should().Be($"{_profile} (enforce)");
        unknown.ShouldExitWith(255).Errors.Should().Contain("process.apparmorProfile: 'tinyo-never-loaded' can't be set in `/proc/thread-self/attr/apparmor/exec`").And.NotContainEquivalentOf("no such file");
    }

    [Theory]
    [InlineData("/sys/module/apparmor", "--apparmor", "process.apparmorProfile: 'x' is asked for")]
    [InlineData("/sys/fs/selinux", "--process-label", "process.selinuxLabel: 'x' is asked for")]
    public async Task A_module_that_is_not_there_is_named(string sign, string flag, string reason)
    {
        Assert.SkipWhen(Directory.Exists(sign), $"{sign} is here");
        var container = await Sleeper();

        var result = await Exec(flag, "x", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain(reason);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (File.Exists(ProfileFile))
        {
            Command.Run("apparmor_parser", "--remove", ProfileFile);
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private void Load()
    {
        File.WriteAllText(ProfileFile, $"profile {_profile} flags=(attach_disconnected,mediate_deleted) {{\n  file,\n  signal,\n  capability,\n  deny /dev/shm/secret w,\n}}\n");
        Command.Run("apparmor_parser", "--add", ProfileFile).ShouldSucceed();
    }

    // The template hides /proc/keys.
    private TestBundle Looking(bool isInUserNamespace)
    {
        var bundle = NewBundle().WithLinux("maskedPaths", new JsonArray());
        return isInUserNamespace
            ? bundle.WithNamespace("user").WithoutMount("/sys/fs/cgroup").WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping())
            : bundle;
    }

    private static JsonArray Mapping() => new(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 });

    private static IEnumerable<string> Keyring(string keys, TestContainer container) =>
        keys.Split('\n').Where(line => line.Contains($"_ses.{container.Id}")).Select(line => line.Split(' ')[0]);
}
