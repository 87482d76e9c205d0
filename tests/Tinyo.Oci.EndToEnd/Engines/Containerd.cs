using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A containerd of the tests' own, with an image of busybox; it ends when they do.</summary>
public sealed class Containerd : IAsyncLifetime
{
    /// <summary>The image's name.</summary>
    internal const string Image = "localhost/tinyo-e2e:1";

    private Daemon? _daemon;

    /// <summary>The directory of everything that containerd stores; short, as the socket lies in it.</summary>
    internal string Room { get; } = Workspace.NewRoom("cd");

    /// <summary>Where the runtime keeps its containers.</summary>
    internal string StateRoot => $"{Room}/runtime/{Namespace}";

    // Its containers' cgroups are below one of this name.
    private string Namespace => $"e2e-{Environment.ProcessId}-{Path.GetFileName(Room)}";

    private string Socket => $"{Room}/s";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Requirements.Find("containerd") is not { } containerd || Requirements.Find("ctr") is null || !File.Exists(Runtime.Binary) || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        _daemon = new Daemon($"{Room}/log", containerd, "--config", WriteConfiguration(), "--log-level", "info");
        await _daemon.WaitUntil(async () => (await Call("version")).ExitCode == 0);
        (await Call("image", "import", "--snapshotter", "native", BusyboxImage.WriteImageArchive(Room, Image))).ShouldSucceed();
    }

    /// <summary>Runs <c>ctr</c> with <paramref name="arguments"/>.</summary>
    internal Task<CommandResult> Call(params string[] arguments) =>
        new Command("ctr", ["--address", Socket, "--namespace", Namespace, .. arguments]) { Limit = TimeSpan.FromMinutes(1) }.Execute();

    /// <summary>Runs <c>ctr run</c> with the runtime under test.</summary>
    internal Task<CommandResult> Run(string id, string[] flags, params string[] program) => Call(
    [
        "run", "--snapshotter", "native", "--runc-binary", Runtime.Binary, "--runc-root", $"{Room}/runtime", "--fifo-dir", $"{Room}/fifo",
        .. flags, Image, id, .. program,
    ]);

    /// <summary>Stops the daemon, and removes what it stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        await EngineCgroups.Remove(Namespace);
        Directory.Delete(Room, recursive: true);
    }

    private string WriteConfiguration()
    {
        var path = Path.Combine(Room, "config.toml");
        File.WriteAllText(path, $"""
            version = 2
            root = "{Room}/root"
            state = "{Room}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.devmapper"]
            [grpc]
            address = "{Socket}"
            [ttrpc]
            address = "{Socket}.ttrpc"

            """);
        return path;
    }
}
