using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Tests.Runtime.Planning;

public sealed class FeaturesDocumentSpecs
{
    // What the specification demands of every runtime for Linux.
    private const string Demanded =
        "async atime bind defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec noiversion nolazytime " +
        "norelatime nostrictatime nosuid private rbind relatime remount ro rprivate rshared rslave runbindable rw shared silent slave " +
        "strictatime suid sync unbindable";

    [Fact]
    public void Every_mount_option_that_the_specification_demands_is_there()
    {
        var options = FeaturesDocument.Describe("1", "c").MountOptions;

        options.Should().Contain(Demanded.Split(' ')).And.Contain("rro").And.OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public void It_promises_nothing_that_is_not_built()
    {
        var linux = FeaturesDocument.Describe("1", "c").Linux!;

        linux.Seccomp.Should().BeNull();
        linux.Apparmor!.Enabled.Should().BeFalse();
        linux.Selinux!.Enabled.Should().BeFalse();
        linux.IntelRdt!.Enabled.Should().BeTrue();
        linux.NetDevices!.Enabled.Should().BeFalse();
        linux.MountExtensions!.Idmap!.Enabled.Should().BeTrue();
    }

    [Fact]
    public void It_promises_systemd_and_that_annotations_reach_it()
    {
        var features = FeaturesDocument.Describe("1", "c");

        features.Linux!.Cgroup!.Systemd.Should().BeTrue();
        features.Linux.Cgroup.SystemdUser.Should().BeTrue();
        features.PotentiallyUnsafeConfigAnnotations.Should().Equal("org.systemd.property.");
    }

    [Fact]
    public void It_knows_every_capability_of_the_kernel_and_every_namespace()
    {
        var linux = FeaturesDocument.Describe("1", "c").Linux!;

        linux.Capabilities.Should().HaveCount(41).And.OnlyHaveUniqueItems().And.OnlyContain(name => name.StartsWith("CAP_"));
        linux.Namespaces.Should().Equal("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");
    }
}
