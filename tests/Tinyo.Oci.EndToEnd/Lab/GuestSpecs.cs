using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lab;

/// <summary>Each guest of the lab has what it is there for: else the tests that need it would be skipped for ever.</summary>
[Needs(Requirement.Lab)]
public sealed class GuestSpecs
{
    [Theory]
    [InlineData(Requirement.Runtime)]
    [InlineData(Requirement.Root)]
    [InlineData(Requirement.CgroupV2)]
    [InlineData(Requirement.Systemd)]
    [InlineData(Requirement.UserSession)]
    [InlineData(Requirement.Binary, "busybox")]
    [InlineData(Requirement.Binary, "podman")]
    [InlineData(Requirement.Binary, "runc")]
    public void Every_guest_has_it(Requirement requirement, string detail = "") =>
        Requirements.WhyNot(requirement, detail).Should().BeNull();

    [Theory]
    [Needs(Requirement.Lab, "uml")]
    [InlineData(Requirement.AppArmor)]
    [InlineData(Requirement.Controller, "cpu")]
    [InlineData(Requirement.Controller, "io")]
    [InlineData(Requirement.Controller, "memory")]
    [InlineData(Requirement.Controller, "pids")]
    public void User_mode_linux_has_it(Requirement requirement, string detail = "") =>
        Requirements.WhyNot(requirement, detail).Should().BeNull();

    [Theory]
    [Needs(Requirement.Lab, "qemu")]
    [InlineData(Requirement.AppArmor)]
    [InlineData(Requirement.Controller, "cpu")]
    [InlineData(Requirement.Controller, "cpuset")]
    [InlineData(Requirement.Controller, "hugetlb")]
    [InlineData(Requirement.Controller, "io")]
    [InlineData(Requirement.Controller, "memory")]
    [InlineData(Requirement.Controller, "pids")]
    [InlineData(Requirement.Controller, "rdma")]
    public void The_emulated_machine_has_it(Requirement requirement, string detail = "") =>
        Requirements.WhyNot(requirement, detail).Should().BeNull();

    [Fact]
    [Needs(Requirement.Systemd)]
    public void Systemd_has_nothing_to_complain_about() =>
        Command.Run("systemctl", "--failed", "--plain", "--no-legend").ShouldSucceed().Output.Should().BeEmpty();

    [Fact]
    [Needs(Requirement.UserSession)]
    public async Task What_a_user_runs_is_in_a_cgroup_of_theirs()
    {
        var session = UserSession.Find()!;

        var result = await session.Call("sh", "-c", "id -u; own=$(sed -n s/^0:://p /proc/self/cgroup); echo $own; mkdir /sys/fs/cgroup$own/new && echo made").Execute();

        var lines = result.ShouldSucceed().Lines;
        lines[0].Should().Be($"{session.Uid}");
        lines[1].Should().StartWith(session.Cgroup);
        lines[2].Should().Be("made");
    }
}
