using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class SpecWriterSpecs
{
    [Fact]
    public void A_state_is_one_line_of_json()
    {
        var state = new ContainerState
        {
            OciVersion = "1.3.0",
            Id = "box",
            Status = "running",
            Pid = 42,
            Bundle = "/bundles/a+b",
            Annotations = new Dictionary<string, string> { ["b"] = "é <&>", ["a"] = "\n" },
        };

        var text = Encoding.UTF8.GetString(SpecWriter.WriteState(state));

        text.Should().Be("""{"ociVersion":"1.3.0","id":"box","status":"running","pid":42,"bundle":"/bundles/a+b","annotations":{"b":"é <&>","a":"\n"}}""");
        SpecReader.ReadState(Encoding.UTF8.GetBytes(text), "state.json").Should().BeEquivalentTo(state);
    }

    [Fact]
    public void What_is_absent_is_not_written()
    {
        var state = new ContainerState { OciVersion = "1.3.0", Id = "box", Status = "creating", Bundle = "/b" };

        var text = Encoding.UTF8.GetString(SpecWriter.WriteState(state));

        text.Should().Be("""{"ociVersion":"1.3.0","id":"box","status":"creating","bundle":"/b"}""");
    }

    [Fact]
    public void Features_can_be_written_and_read_again()
    {
        var features = new Features
        {
            OciVersionMin = "1.0.0",
            OciVersionMax = "1.3.0",
            Hooks = OciNames.Hooks,
            MountOptions = [],
            Annotations = new Dictionary<string, string> { ["org.example.version"] = "1" },
            PotentiallyUnsafeConfigAnnotations = ["bundle"],
            Linux = new LinuxFeatures
            {
                Namespaces = OciNames.Namespaces,
                Capabilities = OciNames.Capabilities,
                Cgroup = new CgroupFeatures { V1 = true, V2 = true, Systemd = false, SystemdUser = false, Rdma = true },
                Seccomp = new SeccompFeatures
                {
                    Enabled = true,
                    Actions = OciNames.SeccompActions,
                    Operators = OciNames.SeccompOperators,
                    Archs = OciNames.SeccompArchitectures,
                    KnownFlags = OciNames.SeccompFlags,
                    SupportedFlags = [],
                },
                Apparmor = new ToggleFeature { Enabled = true },
                Selinux = new ToggleFeature { Enabled = false },
                IntelRdt = new IntelRdtFeatures { Enabled = true, Schemata = true, Monitoring = false },
                MemoryPolicy = new MemoryPolicyFeatures { Modes = OciNames.MemoryPolicyModes, Flags = OciNames.MemoryPolicyFlags },
                MountExtensions = new MountExtensionFeatures { Idmap = new ToggleFeature { Enabled = true } },
                NetDevices = new ToggleFeature(),
            },
        };

        var again = SpecReader.ReadFeatures(SpecWriter.WriteFeatures(features), "features.json");

        again.Should().BeEquivalentTo(features, options => options.WithStrictOrdering());
    }
}
