namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman of a guest's root.</summary>
public sealed class InstalledPodmanSpecs(InstalledPodman podman) : InstalledPodmanScenarios(podman), IClassFixture<InstalledPodman>
{
    /// <summary>It is the guest's own systemd, on an overlay of the guest's own root.</summary>
    [Fact]
    public async Task A_whole_systemd_runs_inside_and_stops_by_its_signal()
    {
        (await Run("--detach", "--systemd", "always", "--memory", "200m", "--rootfs", "/:O", "/lib/systemd/systemd", "--unit=basic.target")).ShouldSucceed();
        await Until("running", async () => (await Call("exec", "NAME", "systemctl", "is-system-running")).Text);

        var unit = await Call("exec", "NAME", "systemd-run", "--quiet", "--wait", "--pipe", "--property", "MemoryMax=50M", "--unit", "inner", "sh", "-c", "cat /proc/self/cgroup; cat /sys/fs/cgroup/system.slice/inner.service/memory.max");
        (await Call("stop", "--time", "30", "NAME")).ShouldSucceed();

        unit.ShouldSucceed().Lines.Should().Equal("0::/system.slice/inner.service", "52428800");
        (await Inspect(".Config.StopSignal")).Should().BeOneOf("37", "SIGRTMIN+3");
        (await Inspect(".State.ExitCode")).Should().Be("0");
    }

    [Fact]
    public async Task A_device_of_a_vendors_list_brings_what_belongs_to_it()
    {
        DeviceList.Write("/etc/cdi", "/dev/null");

        var result = await Run("--rm", "--device", DeviceList.Device, InstalledPodman.Image, "sh", "-c", DeviceList.Look);

        result.ShouldSucceed().Lines.Should().Equal(DeviceList.Seen);
    }
}
