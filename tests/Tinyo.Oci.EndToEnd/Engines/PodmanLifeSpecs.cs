using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>What Podman does to containers that are there, alone and in pods.</summary>
[AlsoInLab]
public sealed class PodmanLifeSpecs(PodmanWithImage podman) : PodmanTest(podman)
{
    private const string UntilTerm = "trap 'exit 3' TERM; echo started; while :; do sleep 0.05; done";

    private readonly string _pod = Workspace.NewId();

    [Fact]
    public async Task It_restarts()
    {
        var id = await Start([], "sh", "-c", UntilTerm);
        await Logs(id, "started");
        var before = await Inspect(id, ".State.Pid");

        (await Podman.Invoke("restart", "--time", "5", id)).ShouldSucceed();

        (await Logs(id, "started\nstarted\n")).Should().Be("started\nstarted\n");
        (await Inspect(id, ".State.Status")).Should().Be("running");
        (await Inspect(id, ".State.Pid")).Should().NotBe(before);
    }

    [Fact]
    public async Task One_takes_anothers_name_and_place()
    {
        var name = Workspace.NewId();
        var first = await Start(["--name", name], "sleep", "100");
        var pid = int.Parse(await Inspect(first, ".State.Pid"), CultureInfo.InvariantCulture);

        var second = await Start(["--name", name, "--replace"], "sleep", "100");

        new HostProcess(pid).IsAlive.Should().BeFalse();
        (await Inspect(name, ".Id")).Should().Be(second);
    }

    [Fact]
    public async Task Attach_shows_what_comes()
    {
        var id = await Start([], "sh", "-c", "sleep 1; echo late");

        var result = await Podman.Invoke("attach", id);

        result.ShouldSucceed().Text.Should().Be("late");
    }

    [Fact]
    public async Task A_health_check_changes_its_mind()
    {
        var id = await Start(["--health-cmd", "test -f /tmp/ok", "--health-interval", "disable", "--health-retries", "1"], "sleep", "100");
        (await Podman.Invoke("healthcheck", "run", id)).ShouldExitWith(1);

        (await Podman.Invoke("exec", id, "touch", "/tmp/ok")).ShouldSucceed();

        (await Podman.Invoke("healthcheck", "run", id)).ShouldSucceed();
        (await Inspect(id, ".State.Health.Status")).Should().Be("healthy");
    }

    [Fact]
    public async Task It_is_ended_after_its_time()
    {
        var result = await RunCall(["--timeout", "1"], "sh", "-c", "trap 'echo asked' TERM; echo started; while :; do sleep 0.05; done").Execute();

        result.ShouldExitWith(255).Output.Should().Be("started\n", "nobody is asked: it is killed");
    }

    [Fact]
    public async Task A_pods_containers_share_and_stop_together()
    {
        (await Podman.Invoke("pod", "create", "--name", _pod, "--infra-image", PodmanWithImage.Image, "--infra-command", "sleep 1000", "--share", "ipc,uts,net",
            "--network", "none", "--cgroup-parent", Podman.CgroupParent)).ShouldSucceed();
        string[] ids = [await Start(["--pod", _pod], "sleep", "100"), await Start(["--pod", _pod], "sleep", "100")];
        var processes = await Task.WhenAll(ids.Select(async id => new HostProcess(int.Parse(await Inspect(id, ".State.Pid"), CultureInfo.InvariantCulture))));

        foreach (var name in new[] { "ipc", "uts", "net" })
        {
            processes[0].Namespace(name).Should().Be(processes[1].Namespace(name)).And.NotBe(new HostProcess(Environment.ProcessId).Namespace(name));
        }

        (await Podman.Invoke("pod", "stop", "--time", "0", _pod)).ShouldSucceed();
        processes.Should().OnlyContain(process => !process.IsAlive);
        (await Podman.Invoke("pod", "rm", _pod)).ShouldSucceed();
    }

    [Fact]
    public async Task Kubernetes_text_is_played()
    {
        var file = Path.Combine(Workspace.NewRoom("kube"), "pod.yaml");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "data"), "of the volume\n");
        File.WriteAllText(file, $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: {{_pod}} }
            spec:
              hostNetwork: true
              restartPolicy: Never
              containers:
              - name: c
                image: {{PodmanWithImage.Image}}
                imagePullPolicy: Never
                command: ["sh", "-c", "cat /v/data; id -u; touch /x; sleep 1000"]
                securityContext: { runAsUser: 1000, readOnlyRootFilesystem: true }
                volumeMounts: [ { name: v, mountPath: /v } ]
              volumes:
              - { name: v, hostPath: { path: "{{Path.GetDirectoryName(file)}}", type: Directory } }

            """);

        (await Podman.Invoke("play", "kube", file)).ShouldSucceed();

        (await Logs($"{_pod}-c", "1000\n")).Should().StartWith("of the volume\n1000\n");
        (await Podman.Invoke("play", "kube", "--down", file)).ShouldSucceed();
        (await Podman.Invoke("ps", "--all", "--quiet", "--filter", $"pod={_pod}")).Output.Should().BeEmpty();
    }

    /// <summary>Removes the pod that a failed test left.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Podman.Invoke("pod", "rm", "--force", "--ignore", "--time", "0", _pod);
        await base.DisposeAsync();
        Command.Run("/bin/sh", "-c", "rmdir /sys/fs/cgroup/*/libpod_parent/conmon /sys/fs/cgroup/*/libpod_parent /sys/fs/cgroup/libpod_parent"); // where no one else's pods are
    }
}
