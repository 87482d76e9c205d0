using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public sealed class UnitPlanSpecs
{
    [Theory]
    [InlineData(null, "tinyo-oci-c1.scope", "/system.slice/tinyo-oci-c1.scope")]
    [InlineData("machine.slice:libpod:x", "libpod-x.scope", "/machine.slice/libpod-x.scope")]
    [InlineData("a-b.slice:p:x", "p-x.scope", "/a.slice/a-b.slice/p-x.scope")]
    [InlineData("a.slice:p:a-b.slice", "a-b.slice", "/a.slice/a-b.slice")]
    public void The_machines_systemd_is_at_the_root(string? path, string name, string expected)
    {
        var plan = CgroupPlanner.PlanUnit("c1", new LinuxSpec { CgroupsPath = path }, Hosts.Unified);

        plan.Unit!.Name.Should().Be(name);
        plan.Path.Should().Be(expected);
        plan.Explicit.Should().BeTrue();
    }

    [Theory]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/x.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope")]
    public void A_users_systemd_is_beside_the_users_sessions(string ownPath)
    {
        var facts = Hosts.Rootless with { UsersSystemd = true, Cgroups = [Hosts.Unified.Cgroups[0] with { OwnPath = ownPath }] };

        var plan = CgroupPlanner.PlanUnit("c1", new LinuxSpec(), facts);

        plan.Path.Should().Be("/user.slice/user-1000.slice/user@1000.service/user.slice/tinyo-oci-c1.scope");
    }

    [Fact]
    public void Whoever_asks_no_systemd_gets_no_unit() =>
        CgroupPlanner.Plan("c1", new LinuxSpec { CgroupsPath = "a.slice:p:x" }).Unit.Should().BeNull();
}
