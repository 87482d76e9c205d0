using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd 2, with a configuration of version 3.</summary>
public class NewerContainerd : Containerd
{
    private protected override EnginePrograms Programs => EnginePrograms.Newer;

    // Its transfer service unpacks for no other snapshotter than that of the machine's files.
    private protected override string[] ImportFlags => ["--local"];

    private protected override string Configuration => $"""
        version = 3
        root = "{Room}/root"
        state = "{Room}/state"
        disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.devmapper", "io.containerd.nri.v1.nri"]
        [grpc]
        address = "{SocketPath}"
        [ttrpc]
        address = "{SocketPath}.ttrpc"
        [plugins."io.containerd.cri.v1.images"]
          snapshotter = "native"
        [plugins."io.containerd.cri.v1.images".pinned_images]
          sandbox = "{Image}"
        [plugins."io.containerd.cri.v1.runtime"]
          restrict_oom_score_adj = true
        [plugins."io.containerd.cri.v1.runtime".cni]
          bin_dirs = ["{Room}/cni"]
          conf_dir = "{Room}/cni"
        [plugins."io.containerd.grpc.v1.cri"]
          stream_server_port = "0"
        {Snippet().Replace("io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime")}
            Root = "{Room}/runtime"

        """;
}
