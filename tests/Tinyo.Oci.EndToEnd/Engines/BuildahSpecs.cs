using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Buildah runs the steps of a build, and programs in a working container.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "buildah")]
public sealed class BuildahSpecs : IAsyncDisposable
{
    private readonly string _room = Workspace.NewRoom("buildah");
    private readonly Dictionary<string, string> _environment;

    /// <summary>Configures it.</summary>
    public BuildahSpecs() => _environment = new Dictionary<string, string>
    {
        ["CONTAINERS_CONF"] = PodmanConfiguration.Write(_room),
        ["CONTAINERS_STORAGE_CONF"] = PodmanConfiguration.WriteStorage(_room),
        ["TMPDIR"] = _room,
        ["BUILDAH_ISOLATION"] = "oci",
    };

    [Fact]
    public async Task Steps_of_a_build_run()
    {
        Write("""
            FROM scratch
            ADD rootfs.tar /
            ENV PATH=/bin A=b
            RUN echo "$A in $(pwd)" >/result && grep Seccomp: /proc/self/status >>/result
            WORKDIR /tmp
            USER 1000
            RUN ["sh", "-c", "echo as $(id -u); ls /sys/class/net; pwd"]
            """);

        var result = await Bud();

        result.ShouldSucceed().Lines.Should().ContainInOrder("as 1000", "lo", "/tmp");
        (await Call("run", "--runtime", Runtime.Binary, (await Call("from", "localhost/built")).ShouldSucceed().Text, "cat", "/result")).ShouldSucceed()
            .Output.Should().Be("b in /\nSeccomp:\t2\n");
    }

    [Theory]
    [InlineData("RUN exit 7", "exit status 7")]
    [InlineData("RUN [\"no-such-program\"]", "executable file not found in $PATH")]
    public async Task A_step_that_fails_fails_the_build(string step, string cause)
    {
        Write($"FROM scratch\nADD rootfs.tar /\nENV PATH=/bin\n{step}\n");

        var result = await Bud();

        result.ExitCode.Should().NotBe(0);
        (result.Output + result.Errors).Should().Contain(cause);
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await Call("rm", "--all");
        await Leftovers.CheckEngine("buildah-", _room, PodmanWithImage.StateRoot);
        Directory.Delete(_room, recursive: true);
    }

    private void Write(string steps)
    {
        BusyboxImage.WriteRootArchive(_room);
        File.WriteAllText(Path.Combine(_room, "Containerfile"), steps);
    }

    private Task<CommandResult> Bud() => Call("bud", "--network", "none", "--runtime", Runtime.Binary, "--isolation", "oci", "--tag", "localhost/built", _room);

    private Task<CommandResult> Call(params string[] words) => new Command("buildah", words) { Environment = _environment, Limit = TimeSpan.FromMinutes(1) }.Execute();
}
