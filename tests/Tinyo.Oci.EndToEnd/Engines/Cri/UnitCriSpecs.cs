using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Cri;

/// <summary>containerd 2 with systemd on cgroup version 2.</summary>
[Needs(Requirement.Lab)]
[Needs(Requirement.Systemd)]
[Needs(Requirement.Controller, "memory")]
[Needs(Requirement.NewerEngines)]
public sealed class UnitCriSpecs(UnitContainerd containerd) : CriScenarios(containerd), IClassFixture<UnitContainerd>
{
    [Fact]
    public async Task Containers_are_scopes_of_the_pods_slice_whose_limits_can_be_changed()
    {
        await RunPod();
        var id = await Start("sleep", "1000");
        var unit = new SystemdUnit($"cri-containerd-{id}.scope");
        (unit["Slice"], unit["MemoryMax"]).Should().Be(($"pods{Environment.ProcessId}.slice", "67108864"));

        await Kubelet.UpdateContainerResourcesAsync(new UpdateContainerResourcesRequest
        {
            ContainerId = id,
            Linux = new LinuxContainerResources { MemoryLimitInBytes = 50331648, CpuShares = 512 },
        });

        (unit["MemoryMax"], unit.File("memory.max")).Should().Be(("50331648", "50331648"));
        unit["CPUWeight"].Should().NotBe("[not set]");
        await RemovePod();
        unit.IsLoaded.Should().BeFalse();
    }
}
