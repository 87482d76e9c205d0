using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>SELinux labels, where the kernel has a policy that knows containers.</summary>
[Needs(Requirement.SELinux)]
[Needs(Requirement.Tinyo)]
public sealed class SELinuxSpecs : ProcessTest
{
    [Fact]
    public async Task A_program_and_its_keys_have_the_label()
    {
        var bundle = NewBundle().WithScript("cat /proc/self/attr/current").WithProcess("selinuxLabel", "system_u:system_r:container_t:s0:c1,c2");

        (await Output(bundle)).Trim('\0').Should().Be("system_u:system_r:container_t:s0:c1,c2");
    }

    [Fact]
    public async Task New_file_systems_have_the_mount_label()
    {
        var bundle = NewBundle().WithScript("grep ' /dev/shm ' /proc/self/mounts").WithLinux("mountLabel", "system_u:object_r:container_file_t:s0:c1,c2");

        (await Output(bundle)).Should().Contain("context=\"system_u:object_r:container_file_t:s0:c1,c2\"");
    }
}
