using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class SpecTemplateSpecs
{
    [Fact]
    public void The_default_is_the_golden_file() =>
        Text(SpecTemplate.Default()).Should().Be(Golden("default"));

    [Fact]
    public void The_rootless_one_is_the_golden_file() =>
        Text(SpecTemplate.Rootless(1000, 1000)).Should().Be(Golden("rootless"));

    [Fact]
    public void The_rootless_one_names_no_owner_no_network_and_no_limits()
    {
        var spec = SpecTemplate.Rootless(1000, 100);

        spec.Mounts.SelectMany(each => each.Options).Should().NotContain(option => option.StartsWith("gid=") || option.StartsWith("uid="));
        spec.Mounts.Should().NotContain(each => each.Type == "sysfs");
        spec.Linux!.Namespaces.Select(each => each.Type).Should().NotContain("network").And.Contain("user");
        spec.Linux.Resources.Should().BeNull();
        spec.Linux.GidMappings.Should().ContainSingle().Which.HostID.Should().Be(100);
    }

    private static string Text(RuntimeSpec spec) => Encoding.UTF8.GetString(SpecWriter.Write(spec)) + "\n";

    private static string Golden(string name) => Encoding.UTF8.GetString(Fixtures.Config("bundles", name));
}
