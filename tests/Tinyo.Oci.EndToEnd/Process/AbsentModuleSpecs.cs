using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>What is asked of a security module that this kernel does not have: no container is made that has less protection than it should.</summary>
[Needs(Requirement.Tinyo)]
public sealed class AbsentModuleSpecs : ProcessTest
{
    [Fact]
    public async Task A_profile_is_refused_without_apparmor()
    {
        Assert.SkipWhen(Directory.Exists("/sys/module/apparmor"), "AppArmor is here");

        var result = await Run(NewBundle().WithProcess("apparmorProfile", "some-profile"));

        result.ShouldExitWith(1).Errors.Should().Contain("process.apparmorProfile: 'some-profile' is asked for, but AppArmor is disabled");
    }

    [Fact]
    public async Task Being_unconfined_takes_no_module()
    {
        (await Run(NewBundle().WithProcess("apparmorProfile", "unconfined"))).ShouldSucceed().Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task A_label_is_refused_without_selinux()
    {
        SkipWithSELinux();

        var result = await Run(NewBundle().WithProcess("selinuxLabel", "system_u:system_r:container_t:s0:c1,c2"));

        result.ShouldExitWith(1).Errors.Should().Contain("process.selinuxLabel: 'system_u:system_r:container_t:s0:c1,c2' is asked for, but SELinux is disabled");
    }

    [Fact]
    public async Task A_label_of_mounts_is_left_out_with_a_warning_without_selinux()
    {
        SkipWithSELinux();

        var result = await Run(NewBundle().WithLinux("mountLabel", "system_u:object_r:container_file_t:s0"));

        result.ShouldSucceed().Errors.Should().Contain("linux.mountLabel: 'system_u:object_r:container_file_t:s0' is left out: SELinux is disabled");
    }

    private static void SkipWithSELinux() => Assert.SkipWhen(Directory.Exists("/sys/fs/selinux"), "SELinux is here");
}
