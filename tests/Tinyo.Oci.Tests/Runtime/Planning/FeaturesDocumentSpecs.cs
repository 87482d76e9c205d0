using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

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

        linux.Apparmor!.Enabled.Should().BeTrue();
        linux.Selinux!.Enabled.Should().BeTrue();
        linux.IntelRdt!.Enabled.Should().BeTrue();
        linux.NetDevices!.Enabled.Should().BeTrue();
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

    [Fact]
    public void Filters_of_system_calls_are_described_as_runc_describes_them()
    {
        var seccomp = FeaturesDocument.Describe("1", "c", FilterFlags.SECCOMP_FILTER_FLAG_LOG | FilterFlags.SECCOMP_FILTER_FLAG_TSYNC).Linux!.Seccomp!;

        seccomp.Enabled.Should().BeTrue();
        seccomp.Archs.Should().BeSubsetOf(OciNames.SeccompArchitectures).And.BeInAscendingOrder(StringComparer.Ordinal).And.Contain("SCMP_ARCH_X86_64");
        seccomp.KnownFlags.Should().BeEquivalentTo(OciNames.SeccompFlags);
        seccomp.SupportedFlags.Should().Equal("SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_TSYNC");
    }
}
