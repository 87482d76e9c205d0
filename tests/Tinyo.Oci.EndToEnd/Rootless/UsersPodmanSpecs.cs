using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Rootless;

/// <summary>Podman of an unprivileged user: the runtime is root of a user namespace that Podman has made.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
[AlsoInLab]
public sealed class UsersPodmanSpecs(TestUser user) : IClassFixture<TestUser>, IAsyncDisposable
{
    [Fact]
    public async Task Root_inside_is_the_user_and_others_are_its_other_ids()
    {
        var result = await Run([], "id -u; cat /proc/self/uid_map");

        Words(result).Should().Equal("0", $"0 {user.Uid} 1", $"1 {user.FirstUid} 65536");
    }

    [Fact]
    public async Task The_user_can_be_itself_inside()
    {
        var result = await Run(["--userns=keep-id"], "id -u; touch /dev/shm/mine; stat -c %u /dev/shm/mine");

        Words(result).Should().Equal($"{user.Uid}", $"{user.Uid}");
    }

    [Fact]
    public async Task The_user_need_not_be_mapped()
    {
        var result = await Run(["--userns=nomap"], "id -u; cat /proc/self/uid_map");

        Words(result).Should().HaveCount(2).And.HaveElementAt(0, "0");
    }

    [Fact]
    public async Task Devices_and_the_network_of_the_host_work()
    {
        var result = await Run(["--network", "host"], "echo x > /dev/null && head -c 3 /dev/zero | wc -c; test -d /sys/class/net/lo && echo network");

        Words(result).Should().Equal("3", "network");
    }

    [Theory]
    [InlineData("keep-groups", true)]
    [InlineData("7", false)]
    public async Task Groups_are_kept_or_given(string group, bool isKept)
    {
        var result = await Run(["--group-add", group], "grep Groups /proc/self/status");

        result.ShouldSucceed().Text.Contains("65534").Should().Be(isKept);
        result.Text.Contains('7').Should().Be(!isKept);
    }

    [Fact]
    public async Task Another_user_runs_inside()
    {
        var result = await Run(["--user", "1000:1000"], "id -u; id -g");

        Words(result).Should().Equal("1000", "1000");
    }

    [Fact]
    public async Task A_container_starts_is_seen_and_stops()
    {
        const string UntilTerm = "trap 'exit 3' TERM; echo started; while :; do sleep 0.05; done";
        var id = (await Podman(["run", "--detach", .. Common, "--rootfs", RootFilesystem(), "sh", "-c", UntilTerm])).ShouldSucceed().Text;
        for (var tries = 0; !(await Podman(["logs", id])).Output.Contains("started"); tries++)
        {
            tries.Should().BeLessThan(100);
        }

        (await Podman(["ps", "--format", "{{.Status}}"])).ShouldSucceed().Text.Should().StartWith("Up");
        (await Podman(["exec", "--user", "1000:1000", id, "id", "-u"])).ShouldSucceed().Text.Should().Be("1000");
        (await Podman(["stop", "--time", "10", id])).ShouldSucceed();

        (await Podman(["inspect", "--format", "{{.State.ExitCode}} {{.State.Status}}", id])).Text.Should().Be("3 exited");
        (await Podman(["rm", id])).ShouldSucceed();
        Directory.GetFileSystemEntries(Path.Combine(user.RuntimeDirectory, "tinyo-oci")).Should().BeEmpty();
    }

    /// <summary>Removes the containers and the process that holds Podman's user namespace.</summary>
    public async ValueTask DisposeAsync()
    {
        if (TestUser.WhyNot is null)
        {
            await Podman(["rm", "--all", "--force", "--time", "0"]);
            await Podman(["system", "migrate"]);
        }
    }

    private static string[] Common => ["--network", "none"];

    private Task<CommandResult> Run(string[] flags, string script)
    {
        string[] network = flags.Contains("--network") ? [] : Common;
        return Podman(["run", "--rm", .. network, .. flags, "--rootfs", RootFilesystem(), "sh", "-c", script]);
    }

    private string RootFilesystem()
    {
        Assert.SkipUnless(TestUser.WhyNot is null, TestUser.WhyNot ?? "");
        var bundle = new TestBundle(user.NewDirectory($"bundle-{Guid.NewGuid():N}"));
        foreach (var file in new[] { "etc/hosts", "etc/hostname", "etc/resolv.conf", "run/.containerenv" })
        {
            bundle.WithFile($"rootfs/{file}", "");
        }

        user.Own(bundle.Directory);
        return bundle.RootFilesystem;
    }

    private Task<CommandResult> Podman(string[] arguments)
    {
        var (configuration, storage) = (PodmanConfiguration.Write(user.Room), PodmanConfiguration.WriteStorage(user.Room));
        user.NewDirectory("networks");
        var call = user.Call("podman", ["--runtime", user.Binary, "--tmpdir", Path.Combine(user.RuntimeDirectory, "podman"), .. arguments]);
        return (call with
        {
            OnlyEnvironment = new Dictionary<string, string>(call.OnlyEnvironment!)
            {
                ["CONTAINERS_CONF"] = configuration,
                ["CONTAINERS_STORAGE_CONF"] = storage,
                [Leftovers.MarkerName] = user.Room,
            },
        }).Execute();
    }

    private static IEnumerable<string> Words(CommandResult result) =>
        result.ShouldSucceed().Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
