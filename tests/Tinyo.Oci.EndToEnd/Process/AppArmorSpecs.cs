using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>AppArmor profiles, on a kernel that has them: a profile of the test's own is loaded, and taken away again.</summary>
[Needs(Requirement.AppArmor)]
[Needs(Requirement.Tinyo)]
public sealed class AppArmorSpecs : ProcessTest
{
    private const string Look = "cat /proc/self/attr/current; touch /dev/shm/allowed && echo allowed; touch /dev/shm/secret || echo denied";

    private readonly string _profile = $"tinyo-e2e-{Environment.ProcessId}";

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_program_is_confined_by_its_profile(bool noNewPrivileges, bool isInUserNamespace)
    {
        Load();
        var bundle = NewBundle().WithScript(Look).WithProcess("apparmorProfile", _profile).WithProcess("noNewPrivileges", noNewPrivileges);
        if (isInUserNamespace)
        {
            bundle.WithNamespace("user").WithoutMount("/sys/fs/cgroup").WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping());
        }

        var result = await Run(bundle);

        result.ShouldSucceed().Lines.Should().Equal($"{_profile} (enforce)", "allowed", "denied");
    }

    [Fact]
    public async Task Hooks_of_the_image_are_confined_too()
    {
        Load();
        var hook = new JsonObject { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", "cat /proc/self/attr/current > /dev/shm/hook") };
        var bundle = NewBundle().WithScript("cat /dev/shm/hook").WithProcess("apparmorProfile", _profile).WithHook("startContainer", hook);

        var output = await Output(bundle);

        output.Should().Be($"{_profile} (enforce)");
    }

    [Fact]
    public async Task An_unknown_profile_fails_the_create()
    {
        var id = NewId();
        var bundle = NewBundle().WithProcess("apparmorProfile", "tinyo-never-loaded");

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("process.apparmorProfile: 'tinyo-never-loaded' can't be set in `/proc/thread-self/attr/apparmor/exec`: it is not loaded");
        await NothingIsLeft(id);
    }

    [Theory]
    [InlineData("unconfined")]
    [InlineData("")]
    public async Task Nothing_is_asked_for(string profile)
    {
        var output = await Output(NewBundle().WithArgs("cat", "/proc/self/attr/current").WithProcess("apparmorProfile", profile));

        output.Should().Be("unconfined");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (File.Exists(ProfileFile))
        {
            Command.Run(Parser, "--remove", ProfileFile);
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static string Parser => Requirements.Find("apparmor_parser")!;

    private string ProfileFile => Path.Combine(Room, "profile");

    private void Load()
    {
        File.WriteAllText(ProfileFile, $$"""
            profile {{_profile}} flags=(attach_disconnected,mediate_deleted) {
              file,
              capability,
              signal,
              deny /dev/shm/secret w,
            }

            """);
        Command.Run(Parser, "--replace", "--skip-cache", ProfileFile).ShouldSucceed();
    }

    private static JsonNode Mapping() => JsonNode.Parse("""[{"containerID":0,"hostID":100000,"size":65536}]""")!;
}
