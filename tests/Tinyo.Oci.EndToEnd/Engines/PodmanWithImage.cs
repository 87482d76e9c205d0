using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman with the runtime under test and an image of busybox; what it stores goes when the tests are done.</summary>
public sealed class PodmanWithImage : IAsyncLifetime
{
    /// <summary>The image's name.</summary>
    internal const string Image = "localhost/tinyo-e2e:1";

    private Podman? _podman;

    /// <summary>The directory of everything that Podman stores.</summary>
    internal string Room { get; } = Workspace.NewRoom("podman");

    /// <summary>The cgroup above the containers' and conmon's.</summary>
    internal string CgroupParent => $"/e2e-{Environment.ProcessId}-{Path.GetFileName(Room)}";

    /// <summary>Where the runtime keeps its containers: Podman does not say, so it is the runtime's own choice.</summary>
    internal static string StateRoot => Path.Combine("/run", Path.GetFileName(Runtime.Binary));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Requirements.Find("podman") is not null && File.Exists(Runtime.Binary) && Environment.IsPrivilegedProcess)
        {
            _podman = new Podman(Room);
            var archive = BusyboxImage.WriteRootArchive(Room);
            (await Invoke("import", "--change", "CMD [\"sleep\", \"100000\"]", "--change", "ENV PATH=/bin", archive, Image)).ShouldSucceed();
        }
    }

    /// <summary>Runs podman with <paramref name="arguments"/>.</summary>
    internal Task<CommandResult> Invoke(params string[] arguments) => _podman!.Invoke(arguments);

    /// <summary>The same call, not yet made.</summary>
    internal Command Call(params string[] arguments) => _podman!.Call(arguments);

    /// <summary>Removes the containers and the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_podman is not null)
        {
            await Invoke("rm", "--all", "--force", "--time", "0");
        }

        await EngineCgroups.Remove(CgroupParent[1..]);
        Directory.Delete(Room, recursive: true);
    }
}
