using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class DevicePlannerSpecs
{
    private const uint Everybody = 438; // 0666

    [Fact]
    public void The_default_nodes_and_links_are_always_there()
    {
        var plan = Plans.Of(Plans.Spec).Plan.Devices;

        plan.Nodes.Select(node => node.Path).Should().Equal("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");
        plan.Nodes.Should().NotBeEmpty().And.OnlyContain(node => node.Mode == Everybody && node.Type == FileType.S_IFCHR);
        plan.Links.Select(link => link.Path).Should().Equal("/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/core", "/dev/ptmx");
        plan.Links.Where(link => link.Optional).Should().ContainSingle().Which.Path.Should().Be("/dev/core");
    }

    [Fact]
    public void Nothing_is_made_in_a_bound_dev()
    {
        var mount = new Mount { Destination = "/dev/", Source = "/dev", Options = ["rbind"] };

        var plan = Plans.Of(Plans.Spec with { Mounts = [mount] }).Plan.Devices;

        Plans.Text(plan).Should().Be(Plans.Text(new DevicesPlan()));
    }

    [Fact]
    public void A_device_overrides_the_default_at_its_path()
    {
        var linux = Plans.Spec.Linux! with { Devices = [new LinuxDevice { Path = "/dev//null", Type = "u", Major = 7, Minor = 8, FileMode = 384, Uid = 1, Gid = 2 }] };

        var plan = Plans.Of(linux).Devices;

        plan.Nodes.Where(node => node.Path == "/dev/null").Should().Equal(new DevicePlan("/dev/null", FileType.S_IFCHR, 7, 8, 384, 1, 2));
    }

    [Theory]
    [InlineData("b", 8L, 1L, FileType.S_IFBLK, 8u)]
    [InlineData("c", 8L, 1L, FileType.S_IFCHR, 8u)]
    [InlineData("p", null, null, FileType.S_IFIFO, 0u)]
    public void Devices_have_their_type_and_default_mode(string type, long? major, long? minor, FileType fileType, uint number)
    {
        var linux = Plans.Spec.Linux! with { Devices = [new LinuxDevice { Path = "/x", Type = type, Major = major, Minor = minor }] };

        var plan = Plans.Of(linux).Devices;

        plan.Nodes[^1].Should().Be(new DevicePlan("/x", fileType, number, number is 0 ? 0u : 1u, Everybody, 0, 0));
    }

    [Fact]
    public void The_files_type_is_no_part_of_its_mode()
    {
        var linux = Plans.Spec.Linux! with { Devices = [new LinuxDevice { Path = "/x", Type = "b", Major = 8, Minor = 1, FileMode = 0x6000 | 384 }] };

        var plan = Plans.Of(linux).Devices;

        plan.Nodes[^1].Mode.Should().Be(384);
    }

    [Fact]
    public void The_multiplexer_is_a_link_and_never_a_node()
    {
        var linux = Plans.Spec.Linux! with { Devices = [new LinuxDevice { Path = "/dev/ptmx", Type = "c", Major = 5, Minor = 2 }] };

        var plan = Plans.Of(linux).Devices;

        plan.Nodes.Should().NotContain(node => node.Path == "/dev/ptmx");
        plan.Links[^1].Should().Be(new LinkPlan("/dev/ptmx", "pts/ptmx"));
    }

    [Fact]
    public void Nodes_are_bound_in_a_user_namespace_of_the_container_or_of_the_caller()
    {
        var linux = Plans.WithNamespaces("mount", "user");

        Plans.Of(linux).Devices.Bind.Should().BeTrue();
        Plans.Of(Plans.Spec.Linux!, Hosts.Hybrid with { InUserNamespace = true }).Devices.Bind.Should().BeTrue();
        Plans.Of(Plans.Spec.Linux!).Devices.Bind.Should().BeFalse();
    }

    [Theory]
    [InlineData("x", 1L, "linux.devices[0].type: 'x' is not b, c, u or p")]
    [InlineData("c", null, "linux.devices[0].major: found none, expected a device number")]
    [InlineData("b", -1L, "linux.devices[0].major: found -1, expected a device number")]
    public void A_device_that_can_not_be_is_refused(string type, long? major, string message)
    {
        var linux = Plans.Spec.Linux! with { Devices = [new LinuxDevice { Path = "/x", Type = type, Major = major, Minor = 0 }] };

        var plan = () => Plans.Of(linux);

        plan.Should().Throw<OciException>().WithMessage(message);
    }
}
