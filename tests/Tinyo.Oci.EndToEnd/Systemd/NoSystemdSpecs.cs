using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>A machine on which systemd does not run.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class NoSystemdSpecs : ContainerTest
{
    [Theory]
    [InlineData("--systemd-cgroup")]
    [InlineData("--cgroup-manager=systemd")]
    public async Task One_line_says_so_and_what_to_use(string flag)
    {
        Assert.SkipWhen(Directory.Exists("/run/systemd/system"), "needs a machine without systemd");
        var id = NewId();

        var result = await Runtime.Invoke(flag, "create", "--bundle", NewBundle().Save().Directory, id);

        result.ShouldExitWith(1).Errors.Trim().Should().NotContain("\n").And.Contain("it does not run on this machine: use --cgroup-manager cgroupfs");
        await NothingIsLeft(id);
    }
}
