using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Tests.Cgroups;

public sealed class CgroupHierarchyReaderSpecs
{
    private const FileSystemMagic V1 = FileSystemMagic.CGROUP_SUPER_MAGIC;
    private const FileSystemMagic V2 = FileSystemMagic.CGROUP2_SUPER_MAGIC;
    private const FileSystemMagic Tmpfs = FileSystemMagic.TMPFS_MAGIC;

    private int _mountInfoReads;

    [Fact]
    public void A_unified_machine_has_one_tree()
    {
        var found = Find("1:name=odd:/\n0::/user.slice/a\n", [("", V2)], exists: ["/sys/fs/cgroup/user.slice/a"]);

        found.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new CgroupHierarchy { Version = 2, MountPoint = "/sys/fs/cgroup", OwnPath = "/user.slice/a" });
        _mountInfoReads.Should().Be(0);
    }

    [Fact]
    public void A_hybrid_machine_has_every_v1_tree_and_the_unified_one()
    {
        var found = Find(
            "3:cpu,cpuacct:/\n2:memory:/own\n1:name=systemd:/\n0::/\n",
            [("", Tmpfs), ("/cpu,cpuacct", V1), ("/memory", V1), ("/systemd", V1), ("/unified", V2)],
            exists: ["/sys/fs/cgroup/memory/own"]);

        found.Select(tree => (tree.Version, string.Join(',', tree.Controllers), tree.MountPoint, tree.OwnPath)).Should().Equal(
            (1, "cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/"),
            (1, "memory", "/sys/fs/cgroup/memory", "/own"),
            (1, "name=systemd", "/sys/fs/cgroup/systemd", "/"),
            (2, "", "/sys/fs/cgroup/unified", "/"));
        _mountInfoReads.Should().Be(0);
    }

    [Fact]
    public void Controllers_of_one_tree_are_found_by_the_first_ones_name()
    {
        var found = Find("3:cpu,cpuacct:/\n", [("/cpu", V1)]);

        found.Should().ContainSingle().Which.MountPoint.Should().Be("/sys/fs/cgroup/cpu");
    }

    [Fact]
    public void A_path_is_not_believed_without_the_right_file_system()
    {
        var found = Find("2:memory:/\n", [("/memory", Tmpfs)], mountInfo: "40 30 0:31 / /mnt/mem\\040ory rw - cgroup cgroup rw,memory\n");

        found.Should().ContainSingle().Which.MountPoint.Should().StartWith("/mnt/mem");
        _mountInfoReads.Should().Be(1);
    }

    [Fact]
    public void A_mount_that_shows_only_a_part_of_its_tree_is_looked_up_among_the_mounts()
    {
        var found = Find(
            "2:memory:/docker/abc/x\n", [("/memory", V1)], mountInfo: "40 30 0:31 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");

        found.Should().ContainSingle().Which.OwnPath.Should().Be("/x");
    }

    [Fact]
    public void A_tree_that_is_mounted_nowhere_is_left_out_and_the_mounts_are_read_once()
    {
        var found = Find("3:cpu:/\n2:memory:/\n0::/\n", [("/memory", V1)], mountInfo: "1 0 0:1 / / rw - ext4 /dev/x rw\n");

        found.Should().ContainSingle().Which.Controllers.Should().Equal("memory");
        _mountInfoReads.Should().Be(1);
    }

    private IReadOnlyList<CgroupHierarchy> Find(
        string membership, (string Place, FileSystemMagic Type)[] mounted, string[]? exists = null, string mountInfo = "") =>
        CgroupHierarchyReader.Find(
            membership,
            () => { _mountInfoReads++; return mountInfo; },
            path => mounted.Where(mount => "/sys/fs/cgroup" + mount.Place == path).Select(mount => (FileSystemMagic?)mount.Type).FirstOrDefault(),
            path => exists?.Contains(path) ?? false);
}
