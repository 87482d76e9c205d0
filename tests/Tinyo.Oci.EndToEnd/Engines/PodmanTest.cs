using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Base of tests of Podman: containers that are removed when the test ends, and then must be gone.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
public abstract class PodmanTest(PodmanWithImage podman) : IClassFixture<PodmanWithImage>, IAsyncDisposable
{
    private readonly List<string> _ids = [];

    /// <summary>Podman.</summary>
    protected PodmanWithImage Podman => podman;

    /// <summary><c>podman run --rm</c>, not yet made.</summary>
    protected Command RunCall(string[] flags, params string[] program) => podman.Call(
        ["run", "--rm", "--cgroup-parent", podman.CgroupParent, .. Network(flags), .. flags, PodmanWithImage.Image, .. program]);

    /// <summary>What a shell prints in a container, line by line; fails the test when it does not exit with 0.</summary>
    protected async Task<string[]> Lines(string[] flags, string script) => (await RunCall(flags, "sh", "-c", script).Execute()).ShouldSucceed().Lines;

    /// <summary><c>podman run --detach</c>; its id.</summary>
    protected async Task<string> Start(string[] flags, params string[] program)
    {
        string[] place = flags.Contains("--pod") ? [] : ["--cgroup-parent", podman.CgroupParent, .. Network(flags)];
        var result = await podman.Invoke(["run", "--detach", .. place, .. flags, PodmanWithImage.Image, .. program]);
        return Track(result.ShouldSucceed().Lines[^1]);
    }

    /// <summary>Has a container removed and looked for when the test ends.</summary>
    protected string Track(string id)
    {
        _ids.Add(id);
        return id;
    }

    /// <summary>One field of <c>podman inspect</c>.</summary>
    protected async Task<string> Inspect(string id, string field) =>
        (await podman.Invoke("inspect", "--format", $"{{{{{field}}}}}", id)).ShouldSucceed().Text;

    /// <summary>What has been logged, once it has <paramref name="text"/>.</summary>
    protected async Task<string> Logs(string id, string text)
    {
        var log = "";
        for (var tries = 0; tries < 100 && !log.Contains(text); tries++)
        {
            await Task.Delay(50);
            log = (await podman.Invoke("logs", id)).Output;
        }

        return log;
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var id in Enumerable.Reverse(_ids))
        {
            await podman.Invoke("rm", "--force", "--ignore", "--time", "0", id);
            await Leftovers.CheckEngine(id, podman.Room, PodmanWithImage.StateRoot);
        }

        GC.SuppressFinalize(this);
    }

    private static string[] Network(string[] flags) => flags.Contains("--network") ? [] : ["--network", "none"];
}
