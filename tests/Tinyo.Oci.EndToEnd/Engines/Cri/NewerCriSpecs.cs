using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Cri;

/// <summary>containerd 2, which asks the runtime what it can do.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerCriSpecs(NewerContainerd containerd) : CriScenarios(containerd), IClassFixture<NewerContainerd>
{
    private readonly NewerContainerd _containerd = containerd;

    [Fact]
    [Needs(Requirement.Kernel, "5.19")]
    public async Task Kubelet_is_told_what_the_runtime_can_do()
    {
        var client = await _containerd.Kubernetes();

        var handlers = (await client.StatusAsync(new StatusRequest())).RuntimeHandlers;

        handlers.Single(handler => handler.Name == "tinyo-oci").Features.Should().Be(new RuntimeHandlerFeatures { RecursiveReadOnlyMounts = true, UserNamespaces = true });
    }

    [Fact]
    [Needs(Requirement.Kernel, "5.19")]
    [Needs(Requirement.Binary, "ip")]
    public async Task A_pod_can_have_a_user_namespace_and_volumes_of_its_ids()
    {
        var volume = Workspace.NewRoom("volume");
        IDMapping[] ids = [new IDMapping { HostId = 200000, ContainerId = 0, Length = 65536 }];
        Namespaces.Network = NamespaceMode.Pod;
        Namespaces.UsernsOptions = new UserNamespace { Mode = NamespaceMode.Pod, Uids = { ids }, Gids = { ids } };
        Mounts.Add(new Mount { ContainerPath = "/mnt", HostPath = volume, UidMappings = { ids }, GidMappings = { ids } });
        await RunPod();
        var id = await Start("sleep", "1000");

        var seen = await Exec(id, "id -u; cat /proc/self/uid_map; touch /new /dev/shm/new /mnt/new; stat -c %u /new /dev/shm/new /mnt/new /etc/plain");

        seen.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", "0", "200000", "65536", "0", "0", "0", "0");
        Command.Run("stat", "-c", "%u", $"{volume}/new").Text.Should().Be("0");
    }

    [Fact]
    [Needs(Requirement.Kernel, "5.12")]
    public async Task A_mount_can_be_read_only_with_all_that_is_mounted_in_it()
    {
        var volume = Workspace.NewRoom("volume");
        var below = Directory.CreateDirectory(Path.Combine(volume, "below")).FullName;
        Command.Run("mount", "-t", "tmpfs", "below", below).ShouldSucceed();
        try
        {
            Mounts.Add(new Mount { ContainerPath = "/whole", HostPath = volume, Readonly = true, RecursiveReadOnly = true });
            Mounts.Add(new Mount { ContainerPath = "/top", HostPath = volume, Readonly = true });
            await RunPod();

            var seen = await Exec(await Start("sleep", "1000"), "touch /whole/x /whole/below/x /top/x 2>&1; touch /top/below/x");

            seen.Should().Be("touch: /whole/x: Read-only file system\ntouch: /whole/below/x: Read-only file system\ntouch: /top/x: Read-only file system\n");
        }
        finally
        {
            await RemovePod();
            Command.Run("umount", below).ShouldSucceed();
        }
    }
}
