using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman as root gives containers user namespaces, in directories that nobody but root may pass.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
[AlsoInLab]
public sealed class PodmanUserNamespaceSpecs(PodmanWithImage podman, TestUser user) : IClassFixture<PodmanWithImage>, IClassFixture<TestUser>
{
    private const string Look = "id -u; cat /proc/self/uid_map; touch /new /dev/shm/new && stat -c %u /new /dev/shm/new";

    [Fact]
    public async Task Ids_are_mapped_as_the_command_line_says()
    {
        var result = await Run("--uidmap=0:200000:1000");

        Words(result).Should().Equal("0", "0 200000 1000", "0", "0");
    }

    [Fact]
    public async Task Ids_are_mapped_as_podman_finds_them_free()
    {
        Assert.SkipUnless(TestUser.WhyNot is null, TestUser.WhyNot ?? "");
        File.AppendAllText(Path.Combine(podman.Room, "storage.conf"), $"[storage.options]\nroot-auto-userns-user = \"{user.Name}\"\n");

        var result = await Run("--userns=auto:size=1000");

        Words(result).Should().Equal("0", $"0 {user.FirstUid} 1000", "0", "0");
    }

    [Fact]
    public async Task A_volume_can_be_mapped_to_the_containers_ids()
    {
        var volume = Workspace.NewRoom("volume");

        var result = await podman.Invoke("run", "--rm", "--cgroup-parent", podman.CgroupParent, "--network", "none", "--uidmap=0:200000:1000",
            "--mount", $"type=bind,source={volume},destination=/mnt,idmap", PodmanWithImage.Image, "sh", "-c", "touch /mnt/new && stat -c %u /mnt /mnt/new");

        Words(result).Should().Equal("0", "0");
        Command.Run("stat", "-c", "%u", $"{volume}/new").Text.Should().Be("0");
    }

    private Task<CommandResult> Run(string flag) =>
        podman.Invoke("run", "--rm", "--cgroup-parent", podman.CgroupParent, "--network", "none", flag, PodmanWithImage.Image, "sh", "-c", Look);

    private static IEnumerable<string> Words(CommandResult result) =>
        result.ShouldSucceed().Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
