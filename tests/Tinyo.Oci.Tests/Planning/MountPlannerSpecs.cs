using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class MountPlannerSpecs
{
    [Fact]
    public void A_bind_is_known_by_its_option_not_by_its_type()
    {
        var mount = new Mount { Destination = "/data", Type = "ext4", Source = "data", Options = ["rbind", "ro"] };

        var plan = Plans.OfMount(mount);

        Plans.Text(plan).Should().Be(Plans.Text(new MountPlan
        {
            Index = 0,
            Kind = MountKind.Bind,
            Source = "/bundle/data",
            Target = "/data",
            Recursive = true,
            Flags = MountFlags.MS_RDONLY,
        }));
    }

    [Fact]
    public void A_destination_is_clean_and_inside_the_root()
    {
        var mount = new Mount { Destination = "../a//../b/.", Type = "tmpfs" };

        var plan = Plans.OfMount(mount);

        plan.Target.Should().Be("/b");
    }

    [Fact]
    public void A_file_system_without_a_source_shows_its_type()
    {
        var plan = Plans.OfMount(new Mount { Destination = "/a", Type = "tmpfs" });

        plan.Source.Should().Be("tmpfs");
    }

    [Theory]
    [InlineData("tmpfs", "/a", true)]
    [InlineData("devtmpfs", "/dev", true)]
    [InlineData("sysfs", "/sys", false)]
    public void What_is_filled_later_becomes_readonly_last(string type, string target, bool isLast)
    {
        var plan = Plans.OfMount(new Mount { Destination = target, Type = type, Options = ["ro"] });

        (plan.Flags, plan.ReadonlyLast).Should().Be((MountFlags.MS_RDONLY, isLast));
    }

    [Theory]
    [InlineData("bind,remount,ro", null)]
    [InlineData("remount,ro", "tmpfs")]
    public void A_remount_with_bind_changes_the_mount_alone(string options, string? type)
    {
        var plan = Plans.OfMount(new Mount { Destination = "/a", Type = "tmpfs", Options = options.Split(',') });

        (plan.Kind, plan.Type, plan.Source).Should().Be((MountKind.Remount, type, null));
    }

    [Theory]
    [InlineData("/a", null, "", "mounts[0] at /a: needs a file system's type, or the option bind or rbind")]
    [InlineData("/a", "bind", "ro", "mounts[0] at /a: needs a file system's type, or the option bind or rbind")]
    [InlineData("/a", null, "bind", "mounts[0] at /a: a bind mount needs a source")]
    [InlineData("/a", "overlay", "tmpcopyup", "mounts[0] at /a: tmpcopyup is for type tmpfs only, and not for the root")]
    [InlineData("/x/..", "tmpfs", "tmpcopyup", "mounts[0] at /: tmpcopyup is for type tmpfs only, and not for the root")]
    [InlineData("/proc", "tmpfs", "", "mounts[0] at /proc: /proc can only be a mount of type proc")]
    [InlineData("/proc/sys/../self", "tmpfs", "", "mounts[0] at /proc/self: /proc/self cannot be mounted because it is inside /proc")]
    [InlineData("/a", "tmpfs", "idmap", "mounts[0] at /a: idmap needs uidMappings and gidMappings, or a user namespace to take them from")]
    [InlineData("/a", "tmpfs", "idmap=uids=0-1-2", "mounts[0] at /a: idmap: needs both uids= and gids=")]
    [InlineData("/a", "tmpfs", "idmap=users=0-1-2", "mounts[0] at /a: idmap: 'users=0-1-2' is neither uids= nor gids=")]
    [InlineData("/a", "tmpfs", "idmap=uids=0-1", "mounts[0] at /a: idmap: '0-1' is not a range, as 0-100000-65536")]
    [InlineData("/a", "tmpfs", "idmap=uids=0-1-0", "mounts[0] at /a: idmap: '0-1-0' is a range of nobody")]
    [InlineData("/a", "tmpfs", "idmap=uids=@0-1-1", "mounts[0] at /a: idmap: id 1 is not mapped in the container's user namespace")]
    [InlineData("/a", "tmpfs", "remount,idmap=uids=0-1-1;gids=0-1-1", "mounts[0] at /a: the ids of a mount that is there already can't be mapped")]
    [InlineData("/a", "cgroup", "idmap=uids=0-1-1;gids=0-1-1", "mounts[0] at /a: a file system of type cgroup can't be id-mapped")]
    public void A_mount_that_can_not_be_is_refused(string destination, string? type, string options, string message)
    {
        var mount = new Mount { Destination = destination, Type = type, Options = options is "" ? [] : options.Split(',') };

        var plan = () => Plans.OfMount(mount);

        plan.Should().Throw<OciException>().WithMessage(message);
    }

    [Fact]
    public void A_bind_leaves_out_data_and_says_so()
    {
        var mount = new Mount { Destination = "/a", Source = "/b", Options = ["bind", "size=1m", "ro", "foo"] };

        var result = Plans.Of(Plans.Spec with { Mounts = [mount] });

        result.Plan.Mounts.Should().ContainSingle().Which.Should().Match<MountPlan>(plan => plan.Data.Count == 0 && plan.Flags.HasFlag(MountFlags.MS_RDONLY));
        result.Warnings.Should().ContainSingle().Which.Should().Be("mounts[0] at /a: a bind mount has no options of its file system: size=1m,foo is ignored");
    }

    [Theory]
    [InlineData("/proc/meminfo")]
    [InlineData("/proc/sys/kernel/ns_last_pid")]
    [InlineData("/proc")]
    public void What_is_faked_in_proc_can_be_bound(string destination)
    {
        var plan = Plans.OfMount(new Mount { Destination = destination, Source = "/fake", Options = ["bind"] });

        plan.Target.Should().Be(destination);
    }

    [Theory]
    [InlineData("gid=5", true)]
    [InlineData("uid=65535", true)]
    [InlineData("uid=65536", false)]
    [InlineData("gid=70000", false)]
    [InlineData("gid=word", true)]
    public void A_rootless_caller_mounts_with_mapped_owners_only(string option, bool isAccepted)
    {
        LinuxIdMapping[] mappings = [new() { ContainerID = 0, HostID = 100000, Size = 65536 }];
        var linux = Plans.WithNamespaces("mount", "user") with { UidMappings = mappings, GidMappings = mappings };
        var mount = new Mount { Destination = "/dev/pts", Type = "devpts", Options = [option] };

        var plan = () => Plans.OfMounts(Hosts.Rootless, linux, mount);

        if (isAccepted)
        {
            plan.Should().NotThrow();
        }
        else
        {
            plan.Should().Throw<OciException>().WithMessage($"mounts[0]: cannot specify {option} mount option for rootless container: *");
        }
    }
}
