using System.Text.Json.Nodes;
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

    [Fact]
    public void Both_ends_of_its_versions_are_accepted_and_in_order()
    {
        var features = FeaturesDocument.Describe("1", "c");

        Version.Parse(features.OciVersionMax).Should().BeGreaterThanOrEqualTo(Version.Parse(features.OciVersionMin));
        foreach (var version in new[] { features.OciVersionMin, features.OciVersionMax })
        {
            SpecValidator.Validate(new RuntimeSpec { OciVersion = version, Root = new Root { Path = "rootfs" } }).Errors.Should().BeEmpty();
        }
    }

    [Fact]
    public void It_names_no_option_that_is_a_file_systems_own()
    {
        var options = FeaturesDocument.Describe("1", "c").MountOptions;

        options.Should().NotContain(["size", "nr_inodes", "mode", "uid", "gid", "newinstance", "ptmxmode", "hidepid", "subset", "lowerdir"]).And.NotContain(option => option.Contains('='));
    }

    [Fact]
    public void Every_memory_policy_that_it_names_is_accepted()
    {
        var policies = FeaturesDocument.Describe("1", "c").Linux!.MemoryPolicy!;

        policies.Modes.Should().HaveCount(7);
        policies.Flags.Should().HaveCount(3);
        var errors = from mode in policies.Modes!
                     from flag in policies.Flags!.Append(null)
                     let policy = new LinuxMemoryPolicy { Mode = mode, Nodes = mode is "MPOL_DEFAULT" or "MPOL_LOCAL" ? null : "0", Flags = flag is null ? [] : [flag] }
                     from error in SpecValidator.Validate(new RuntimeSpec { OciVersion = "1.3.0", Root = new Root { Path = "rootfs" }, Linux = new LinuxSpec { MemoryPolicy = policy } }).Errors
                     where error.ToString().Contains("unknown")
                     select error;
        errors.Should().BeEmpty();
    }

    // features.md and features-linux.md, each object with its properties.
    [Fact]
    public void It_has_no_property_that_the_specification_does_not_know()
    {
        string[] known =
        [
            "ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "linux", "annotations", "potentiallyUnsafeConfigAnnotations",
            "linux.namespaces", "linux.capabilities", "linux.cgroup", "linux.cgroup.v1", "linux.cgroup.v2", "linux.cgroup.systemd", "linux.cgroup.systemdUser", "linux.cgroup.rdma",
            "linux.seccomp", "linux.seccomp.enabled", "linux.seccomp.actions", "linux.seccomp.operators", "linux.seccomp.archs", "linux.seccomp.knownFlags", "linux.seccomp.supportedFlags",
            "linux.apparmor", "linux.apparmor.enabled", "linux.selinux", "linux.selinux.enabled", "linux.intelRdt", "linux.intelRdt.enabled", "linux.intelRdt.schemata", "linux.intelRdt.monitoring",
            "linux.memoryPolicy", "linux.memoryPolicy.modes", "linux.memoryPolicy.flags", "linux.mountExtensions", "linux.mountExtensions.idmap", "linux.mountExtensions.idmap.enabled",
            "linux.netDevices", "linux.netDevices.enabled",
        ];
        var document = JsonNode.Parse(SpecWriter.WriteFeatures(FeaturesDocument.Describe("1", "c")))!.AsObject();

        Paths(document, "").Where(path => !path.StartsWith("annotations.", StringComparison.Ordinal)).Should().BeEquivalentTo(known);
        document["annotations"]!.AsObject().Select(pair => pair.Value!.GetValueKind()).Should().NotBeEmpty().And.OnlyContain(kind => kind == System.Text.Json.JsonValueKind.String);
    }

    private static IEnumerable<string> Paths(JsonObject it, string prefix) =>
        it.SelectMany(pair => new[] { prefix + pair.Key }.Concat(pair.Value is JsonObject inner ? Paths(inner, $"{prefix}{pair.Key}.") : []));
}
