using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups;

public sealed class CgroupDelegationSpecs
{
    [Fact]
    public void A_listed_file_that_is_missing_is_passed_over()
    {
        using var cgroup = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(cgroup.Path, "cgroup.procs"), "");

        var give = () => CgroupDelegation.Give(new CgroupRecord { Manager = CgroupRecord.FileSystemManager, Directories = [new("", cgroup.Path, cgroup.Path)] }, ThreadCredentials.Euid);

        give.Should().NotThrow();
    }

    [Fact]
    public void An_old_kernel_has_the_specifications_list() =>
        CgroupDelegation.FilesOf(null).Should().Equal("cgroup.procs", "cgroup.subtree_control", "cgroup.threads");

    [Fact]
    public void A_newer_one_has_its_own() => CgroupDelegation.FilesOf("cgroup.procs\nmemory.reclaim\n").Should().Equal("cgroup.procs", "memory.reclaim");
}
