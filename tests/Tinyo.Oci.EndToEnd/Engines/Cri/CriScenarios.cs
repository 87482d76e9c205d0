using Grpc.Core;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Client = Tinyo.Oci.EndToEnd.Engines.Cri.RuntimeService.RuntimeServiceClient;

namespace Tinyo.Oci.EndToEnd.Engines.Cri;

/// <summary>Kubernetes: containerd makes pods with the runtime class of the README, as kubelet asks it to.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class CriScenarios(Containerd containerd) : IAsyncDisposable
{
    private readonly List<string> _ids = [];
    private Client? _client;
    private string? _pod;

    private PodSandboxConfig Pod => field ??= new PodSandboxConfig
    {
        Metadata = new PodSandboxMetadata { Name = Workspace.NewId(), Uid = Workspace.NewId(), Namespace = "tests" },
        LogDirectory = containerd.Room,
        Linux = new LinuxPodSandboxConfig
        {
            CgroupParent = containerd.PodCgroup,
            SecurityContext = new LinuxSandboxSecurityContext { NamespaceOptions = Namespaces },
        },
    };

    [Fact]
    public async Task A_pod_lives_from_its_sandbox_to_its_removal()
    {
        await RunPod();
        var id = await Create("sh", "-c", "trap 'echo ending; exit 3' TERM; echo started; while :; do sleep 0.05; done");
        (await Status(id)).State.Should().Be(ContainerState.ContainerCreated);
        await Kubelet.StartContainerAsync(new StartContainerRequest { ContainerId = id });
        await Until(() => Log(id).Contains("started"));

        var exec = await Kubelet.ExecSyncAsync(new ExecSyncRequest { ContainerId = id, Cmd = { "sh", "-c", "echo out; echo err >&2; exit 5" } });
        await Kubelet.StopContainerAsync(new StopContainerRequest { ContainerId = id, Timeout = 10 });

        (exec.ExitCode, exec.Stdout.ToStringUtf8(), exec.Stderr.ToStringUtf8()).Should().Be((5, "out\n", "err\n"));
        ((await Status(id)).State, (await Status(id)).ExitCode).Should().Be((ContainerState.ContainerExited, 3));
        Log(id).Should().Contain("stdout F ending");
        await Kubelet.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = id });
        await RemovePod();
        Directory.EnumerateFileSystemEntries(containerd.PodStateRoot).Should().BeEmpty();
    }

    [Fact]
    public async Task Limits_are_set_and_changed()
    {
        await RunPod();
        var id = await Start("sleep", "1000");
        var process = HostProcess.All().First(process => process.Cgroups.Contains(id));
        var before = await MemoryLimit(process);

        await Kubelet.UpdateContainerResourcesAsync(new UpdateContainerResourcesRequest
        {
            ContainerId = id,
            Linux = new LinuxContainerResources { MemoryLimitInBytes = 50331648, CpuShares = 512 },
        });

        before.Should().Be("67108864");
        (await MemoryLimit(process)).Should().Be("50331648");
        if (IsVersion1)
        {
            (await HostCgroup.Value(process, "cpu", "cpu.shares")).Should().Be("512");
        }
    }

    [Fact]
    public async Task Containers_share_the_pods_namespaces_and_have_the_default_profile()
    {
        await RunPod();
        const string Look = "readlink /proc/self/ns/ipc; readlink /proc/self/ns/uts; grep Seccomp: /proc/self/status";

        var first = await Exec(await Start("sleep", "1000"), Look);
        var second = await Exec(await Start("sleep", "1000"), Look);

        first.Should().Be(second).And.EndWith("Seccomp:\t2\n").And.NotContain(new HostProcess(Environment.ProcessId).Namespace("ipc"));
    }

    [Fact]
    [Needs(Requirement.Binary, "ip")]
    public async Task A_pod_has_a_network_of_its_own_that_its_containers_share()
    {
        Namespaces.Network = NamespaceMode.Pod;
        await RunPod();
        const string Look = "readlink /proc/self/ns/net; ls /sys/class/net; cat /sys/class/net/lo/carrier";

        var first = await Exec(await Start("sleep", "1000"), Look);
        var second = await Exec(await Start("sleep", "1000"), Look);

        first.Should().Be(second).And.EndWith("\nlo\n1\n").And.NotContain(new HostProcess(Environment.ProcessId).Namespace("net"));
    }

    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/etc/plain", "permission denied")]
    public async Task A_program_that_can_not_run_is_named(string program, string cause)
    {
        await RunPod();
        var id = await Create(program);

        var start = async () => await Kubelet.StartContainerAsync(new StartContainerRequest { ContainerId = id });

        (await start.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain(program).And.ContainEquivalentOf(cause);
        (await Status(id)).Reason.Should().Be("StartError");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await RemovePod();
        foreach (var id in _ids)
        {
            await Leftovers.CheckEngine(id, id, containerd.PodStateRoot);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The pod's namespaces beside those that every pod has.</summary>
    private protected NamespaceOption Namespaces { get; } = new() { Network = NamespaceMode.Node, Pid = NamespaceMode.Container };

    /// <summary>What the pod's next containers mount.</summary>
    private protected List<Mount> Mounts { get; } = [];

    /// <summary>The client, once there is a pod.</summary>
    private protected Client Kubelet => _client!;

    /// <summary>Makes the pod.</summary>
    protected async Task RunPod()
    {
        _client = await containerd.Kubernetes();
        _pod = (await Kubelet.RunPodSandboxAsync(new RunPodSandboxRequest { Config = Pod, RuntimeHandler = "tinyo-oci" })).PodSandboxId;
        _ids.Add(_pod);
    }

    /// <summary>Stops and removes the pod, if there is one.</summary>
    protected async Task RemovePod()
    {
        if (_pod is not null)
        {
            await Kubelet.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = _pod });
            await Kubelet.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = _pod });
            _pod = null;
        }
    }

    private async Task<string> Create(params string[] command)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = Workspace.NewId() },
            Image = new ImageSpec { Image = Containerd.Image },
            Command = { command },
            Mounts = { Mounts },
            LogPath = Workspace.NewId(),
            Linux = new LinuxContainerConfig
            {
                Resources = new LinuxContainerResources { MemoryLimitInBytes = 67108864 },
                SecurityContext = new LinuxContainerSecurityContext { NamespaceOptions = Namespaces, Seccomp = new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault } },
            },
        };
        var created = await Kubelet.CreateContainerAsync(new CreateContainerRequest { PodSandboxId = _pod, Config = config, SandboxConfig = Pod });
        _ids.Add(created.ContainerId);
        File.CreateSymbolicLink(Path.Combine(containerd.Room, created.ContainerId), Path.Combine(containerd.Room, config.LogPath));
        return created.ContainerId;
    }

    /// <summary>A running container of the pod; its id.</summary>
    protected async Task<string> Start(params string[] command)
    {
        var id = await Create(command);
        await Kubelet.StartContainerAsync(new StartContainerRequest { ContainerId = id });
        return id;
    }

    /// <summary>What a shell prints in a container.</summary>
    protected async Task<string> Exec(string id, string script)
    {
        var result = await Kubelet.ExecSyncAsync(new ExecSyncRequest { ContainerId = id, Cmd = { "sh", "-c", script } });
        result.ExitCode.Should().Be(0);
        return result.Stdout.ToStringUtf8();
    }

    private async Task<ContainerStatus> Status(string id) => (await Kubelet.ContainerStatusAsync(new ContainerStatusRequest { ContainerId = id })).Status;

    private static bool IsVersion1 => Requirements.WhyNot(Requirement.CgroupV1, "") is null;

    private static async Task<string> MemoryLimit(HostProcess process) => IsVersion1
        ? await HostCgroup.Value(process, "memory", "memory.limit_in_bytes")
        : (await File.ReadAllTextAsync($"/sys/fs/cgroup{process.UnifiedCgroup}/memory.max")).Trim();

    private string Log(string id) => File.ReadAllText(Path.Combine(containerd.Room, id));

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; tries < 200 && !condition(); tries++)
        {
            await Task.Delay(50);
        }
    }
}
