using System.Net.Sockets;
using Grpc.Net.Client;
using Tinyo.Oci.EndToEnd.Engines.Cri;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A containerd of the tests' own, with an image of busybox; it ends when they do.</summary>
public class Containerd : IAsyncLifetime
{
    /// <summary>The image's name.</summary>
    internal const string Image = "localhost/tinyo-e2e:1";

    // Where the containers of pods are.
    private const string PodNamespace = "k8s.io";

    private const string CriTable = """[plugins."io.containerd.grpc.v1.cri".containerd]""";

    private Daemon? _daemon;
    private RuntimeService.RuntimeServiceClient? _kubernetes;
    private string _archive = "";

    /// <summary>The directory of everything that containerd stores; short, as the socket lies in it.</summary>
    internal string Room { get; } = Workspace.NewRoom("cd");

    /// <summary>Where the runtime keeps its containers.</summary>
    internal string StateRoot => $"{Room}/runtime/{Namespace}";

    /// <summary>Where it keeps those of pods.</summary>
    internal string PodStateRoot => $"{Room}/runtime/{PodNamespace}";

    // Its containers' cgroups are below one of this name.
    private string Namespace => $"e2e-{Environment.ProcessId}-{Path.GetFileName(Room)}";

    /// <summary>The cgroup above the pods'.</summary>
    internal virtual string PodCgroup => $"/{Namespace}";

    /// <summary>Whether it runs: this machine may lack something.</summary>
    internal bool IsThere => _daemon is not null;

    /// <summary>The programs that make it up.</summary>
    private protected virtual EnginePrograms Programs => EnginePrograms.Installed;

    /// <summary>config.toml: for Kubernetes it is set up as the README has it.</summary>
    private protected virtual string Configuration => $"""
        version = 2
        root = "{Room}/root"
        state = "{Room}/state"
        disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.devmapper"]
        [grpc]
        address = "{SocketPath}"
        [ttrpc]
        address = "{SocketPath}.ttrpc"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{Image}"
          restrict_oom_score_adj = true
          stream_server_port = "0"
        [plugins."io.containerd.grpc.v1.cri".cni]
          bin_dir = "{Room}/cni"
          conf_dir = "{Room}/cni"
        {Snippet().Replace(CriTable, $"{CriTable}\n  snapshotter = \"native\"")}
            Root = "{Room}/runtime"

        """;

    /// <summary>What an import of an image takes besides.</summary>
    private protected virtual string[] ImportFlags => [];

    /// <summary>Where it listens.</summary>
    private protected string SocketPath => $"{Room}/s";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Programs.Find("containerd") is not { } containerd || Programs.Find("ctr") is null)
        {
            return;
        }

        CniStandIn.Write($"{Room}/cni");
        var configuration = Path.Combine(Room, "config.toml");
        await File.WriteAllTextAsync(configuration, Configuration);
        _daemon = new Daemon($"{Room}/log", Programs.Variables, containerd, "--config", configuration, "--log-level", "info");
        await _daemon.WaitUntil(async () => (await Call("version")).ExitCode == 0);
        _archive = BusyboxImage.WriteImageArchive(Room, Image);
        (await Import(Namespace)).ShouldSucceed();
    }

    /// <summary>A client of the interface that kubelet speaks, with an image that a pod can begin with.</summary>
    internal async Task<RuntimeService.RuntimeServiceClient> Kubernetes()
    {
        if (_kubernetes is not null)
        {
            return _kubernetes;
        }

        (await Import(PodNamespace)).ShouldSucceed();
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return _kubernetes = new RuntimeService.RuntimeServiceClient(GrpcChannel.ForAddress("http://containerd", new GrpcChannelOptions { HttpHandler = handler }));
    }

    /// <summary>Runs <c>ctr</c> with <paramref name="arguments"/>.</summary>
    internal Task<CommandResult> Call(params string[] arguments) => CallIn(Namespace, arguments);

    /// <summary>Runs <c>ctr run</c> with the runtime under test.</summary>
    internal Task<CommandResult> Run(string id, string[] flags, params string[] program) => Call(
    [
        "run", "--snapshotter", "native", "--runc-binary", Runtime.Binary, "--runc-root", $"{Room}/runtime", "--fifo-dir", $"{Room}/fifo",
        .. flags, Image, id, .. program,
    ]);

    /// <summary>The same without an image, in a directory that many may share.</summary>
    internal Task<CommandResult> RunRoot(string id, string root, params string[] program) => Call(
    [
        "run", "--rm", "--runc-binary", Runtime.Binary, "--runc-root", $"{Room}/runtime", "--fifo-dir", $"{Room}/fifo", "--rootfs", root, id, .. program,
    ]);

    /// <summary>Stops the daemon, and removes what it stored.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
        }

        await EngineCgroups.Remove(Namespace);
        Directory.Delete(Room, recursive: true);
    }

    private Task<CommandResult> Import(string containers) => CallIn(containers, ["image", "import", .. ImportFlags, "--snapshotter", "native", _archive]);

    private Task<CommandResult> CallIn(string containers, params string[] arguments) =>
        new Command(Programs.Find("ctr")!, ["--address", SocketPath, "--namespace", containers, .. arguments]) { Limit = TimeSpan.FromMinutes(1) }.Execute();

    /// <summary>What the README tells to write into config.toml.</summary>
    private protected static string Snippet()
    {
        var readme = File.ReadAllText(Path.Combine(Workspace.Repository, "README.md"));
        var start = readme.IndexOf(CriTable, StringComparison.Ordinal);
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)].TrimEnd()
            .Replace("/usr/local/bin/tinyo-oci", Runtime.Binary);
    }
}
