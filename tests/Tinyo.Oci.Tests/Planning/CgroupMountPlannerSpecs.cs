using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class CgroupMountPlannerSpecs
{
    private static readonly Mount s_mount = new() { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["ro", "nosuid"] };

    [Fact]
    public void Version_1_shows_the_containers_own_cgroups_without_a_cgroup_namespace()
    {
        var linux = Plans.WithNamespaces("mount") with { CgroupsPath = "/pod/box" };

        var mounts = Plans.OfMounts(Hosts.Hybrid, linux, s_mount);

        mounts.Select(Line).Should().Equal(
            "FileSystem tmpfs tmpfs /sys/fs/cgroup MS_NOSUID, MS_NODEV, MS_NOEXEC mode=755",
            "Bind /sys/fs/cgroup/cpu,cpuacct/pod/box  /sys/fs/cgroup/cpu,cpuacct MS_RDONLY, MS_NOSUID ",
            "Bind /sys/fs/cgroup/memory/pod/box  /sys/fs/cgroup/memory MS_RDONLY, MS_NOSUID ",
            "Bind /sys/fs/cgroup/systemd/pod/box  /sys/fs/cgroup/systemd MS_RDONLY, MS_NOSUID ",
            "Link cpu,cpuacct  /sys/fs/cgroup/cpu None ",
            "Link cpu,cpuacct  /sys/fs/cgroup/cpuacct None ",
            "Remount   /sys/fs/cgroup MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC ");
    }

    [Fact]
    public void Version_1_mounts_each_hierarchy_anew_in_a_cgroup_namespace()
    {
        var mounts = Plans.OfMounts(Hosts.Hybrid, Plans.WithNamespaces("mount", "cgroup"), s_mount);

        mounts.Where(mount => mount.Type is "cgroup").Select(Line).Should().Equal(
            "FileSystem cgroup cgroup /sys/fs/cgroup/cpu,cpuacct MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC cpu,cpuacct",
            "FileSystem cgroup cgroup /sys/fs/cgroup/memory MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC memory",
            "FileSystem cgroup cgroup /sys/fs/cgroup/systemd MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC name=systemd");
    }

    [Fact]
    public void Without_a_cgroup_of_its_own_the_container_is_shown_its_callers()
    {
        var mount = new MountPlan { Index = 0, Kind = MountKind.FileSystem, Type = "cgroup", Target = "/sys/fs/cgroup" };
        var plans = new List<MountPlan>();

        new CgroupMountPlanner(cgroupPath: null, hasNamespace: false, Hosts.Unified).Expand(mount, plans);
        new CgroupMountPlanner(cgroupPath: null, hasNamespace: true, Hosts.Unified).Expand(mount, plans);

        plans.Should().HaveCount(2);
        Line(plans[0]).Should().Be("Bind /sys/fs/cgroup  /sys/fs/cgroup None ", "the options of a bind are those of its remount");
        plans[1].Fallback.Should().Be("/sys/fs/cgroup/system.slice/engine.service");
    }

    [Fact]
    public void A_relative_path_begins_at_the_callers_own_cgroup()
    {
        var mounts = Plans.OfMounts(Hosts.Hybrid, Plans.WithNamespaces("mount"), s_mount);

        mounts.Should().Contain(mount => mount.Source == "/sys/fs/cgroup/memory/engine/box");
    }

    [Fact]
    public void A_writable_mount_is_not_remounted()
    {
        var mounts = Plans.OfMounts(Hosts.Hybrid, Plans.WithNamespaces("mount"), s_mount with { Options = [] });

        mounts.Should().NotContain(mount => mount.Kind == MountKind.Remount);
        mounts.Should().NotContain(mount => mount.Flags.HasFlag(MountFlags.MS_RDONLY));
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("cgroup2")]
    public void Version_2_is_mounted_anew_in_a_cgroup_namespace(string type)
    {
        var mounts = Plans.OfMounts(Hosts.Unified, Plans.WithNamespaces("mount", "cgroup"), s_mount with { Type = type });

        var mount = mounts.Should().ContainSingle().Subject;
        Line(mount).Should().Be("FileSystem cgroup cgroup2 /sys/fs/cgroup MS_RDONLY, MS_NOSUID ");
        mount.Fallback.Should().Be("/sys/fs/cgroup/system.slice/box");
    }

    [Fact]
    public void Version_2_is_bound_without_a_cgroup_namespace()
    {
        var mounts = Plans.OfMounts(Hosts.Unified, Plans.WithNamespaces("mount"), s_mount);

        mounts.Select(Line).Should().Equal("Bind /sys/fs/cgroup  /sys/fs/cgroup MS_RDONLY, MS_NOSUID ");
    }

    [Fact]
    public void Type_cgroup2_stays_what_it_is_on_a_hybrid_host()
    {
        var mounts = Plans.OfMounts(Hosts.Hybrid, Plans.WithNamespaces("mount"), s_mount with { Type = "cgroup2" });

        mounts.Select(Line).Should().Equal("FileSystem cgroup cgroup2 /sys/fs/cgroup MS_RDONLY, MS_NOSUID ");
    }

    private static string Line(MountPlan mount) =>
        $"{mount.Kind} {mount.Source} {mount.Type} {mount.Target} {mount.Flags} {string.Join(',', mount.Data)}";
}
