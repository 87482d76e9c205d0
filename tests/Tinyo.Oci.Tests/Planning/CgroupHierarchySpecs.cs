using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class CgroupHierarchySpecs
{
    private const string MountInfo =
        """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:7 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 /docker/1 /sys/fs/cgroup/memory rw,relatime master:3 - cgroup cgroup rw,memory
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate

        """;

    private const string Membership =
        """
        9:name=systemd:/a/b
        8:pids:/not/mounted
        4:memory:/docker/1/x
        2:cpu,cpuacct:/
        0::/c

        """;

    [Fact]
    public void Mounted_trees_are_found_with_the_callers_place()
    {
        var hierarchies = CgroupHierarchyReader.Parse(MountInfo, Membership);

        hierarchies.Select(tree => $"{tree.Version} {string.Join('+', tree.Controllers)} {tree.MountPoint} {tree.OwnPath}").Should().Equal(
            "1 name=systemd /sys/fs/cgroup/systemd /a/b",
            "1 memory /sys/fs/cgroup/memory /x",
            "1 cpu+cpuacct /sys/fs/cgroup/cpu,cpuacct /",
            "2  /sys/fs/cgroup/unified /c");
    }

    [Fact]
    public void A_place_outside_of_what_is_mounted_is_the_top()
    {
        var hierarchies = CgroupHierarchyReader.Parse(MountInfo, "4:memory:/docker/12");

        hierarchies.Should().ContainSingle().Which.OwnPath.Should().Be("/");
    }

    [Fact]
    public void This_hosts_trees_exist()
    {
        var facts = HostFactsReader.Read();

        facts.Cgroups.Should().NotBeEmpty().And.OnlyContain(tree => Directory.Exists(tree.MountPoint));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rootless_can_be_overridden(bool rootless)
    {
        var facts = HostFactsReader.Read(rootless);

        facts.Rootless.Should().Be(rootless);
    }
}
