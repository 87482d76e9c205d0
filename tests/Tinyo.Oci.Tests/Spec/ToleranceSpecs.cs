using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

/// <summary>What the author of a bundle must or should not do, and what is accepted all the same, without a word.</summary>
public sealed class ToleranceSpecs
{
    [Theory]
    [InlineData("""{ "": "x", "no-reverse-domain": "y" }""")]
    [InlineData("""{ "org.opencontainers.image.os": "no such system" }""")]
    [InlineData("""{ "org.opencontainers.image.stopSignal": "SIGTEA", "org.opencontainers.reserved": "z" }""")]
    public void Annotations_mean_nothing_and_are_kept(string annotations)
    {
        var spec = Accepted($"\"annotations\": {annotations}");

        spec.Annotations.Should().NotBeEmpty();
        SpecReader.Read(SpecWriter.Write(spec), "config.json").Annotations.Should().Equal(spec.Annotations);
    }

    [Theory]
    [InlineData("\"future\": { \"a\": [1] }")]
    [InlineData("\"process\": { \"args\": [\"sh\"], \"cwd\": \"/\", \"future\": 1, \"commandLine\": \"x\" }")]
    [InlineData("\"linux\": { \"future\": true, \"namespaces\": [{ \"type\": \"mount\", \"future\": null }] }")]
    [InlineData("\"windows\": { \"layerFolders\": [] }, \"solaris\": { \"milestone\": 5 }, \"vm\": {}, \"zos\": {}")]
    public void Unknown_properties_are_passed_over(string property) => Accepted(property);

    [Fact]
    public void One_device_may_be_there_twice() =>
        Accepted("\"linux\": { \"devices\": [{ \"path\": \"/dev/a\", \"type\": \"c\", \"major\": 1, \"minor\": 3 }, { \"path\": \"/dev/b\", \"type\": \"c\", \"major\": 1, \"minor\": 3 }] }");

    [Fact]
    public void A_user_that_is_not_named_is_root()
    {
        var user = Accepted("\"process\": { \"args\": [\"sh\"], \"cwd\": \"/\", \"user\": {} }").Process!.User;

        (user.Uid, user.Gid).Should().Be((0, 0));
    }

    [Theory]
    [InlineData("\"process\": { \"args\": [\"sh\"], \"cwd\": \"/\", \"ioPriority\": { \"class\": \"IOPRIO_CLASS_BE\" } }")]
    [InlineData("\"linux\": { \"resources\": { \"blockIO\": { \"throttleReadBpsDevice\": [{ \"major\": 8, \"minor\": 0 }] } } }")]
    public void A_number_that_the_schema_does_not_require_is_0(string property)
    {
        var spec = Accepted(property);

        (spec.Process?.IoPriority?.Priority ?? 0).Should().Be(0);
        (spec.Linux?.Resources?.BlockIO?.ThrottleReadBpsDevice[0].Rate ?? 0).Should().Be(0);
    }

    // The kernel, which knows, says EINVAL.
    [Theory]
    [InlineData("\"cpu\": { \"quota\": 1000, \"burst\": 2000 }")]
    [InlineData("\"blockIO\": { \"weightDevice\": [{ \"major\": 8, \"minor\": 0 }] }")]
    public void Limits_that_contradict_each_other_are_the_kernels_to_refuse(string limits) =>
        Accepted($$"""
            "linux": { "resources": { {{limits}} } }
            """);

    [Fact]
    public void What_a_cache_is_called_is_the_kernels_to_judge() =>
        Accepted("\"linux\": { \"intelRdt\": { \"l3CacheSchema\": \"L3CODE:0=f\\nL3DATA:0=f\", \"schemata\": [\"L2:0=f\\nMB:0=50\"] } }");

    [Theory]
    [InlineData("idmap")]
    [InlineData("rbind")]
    public void Mappings_of_a_mount_need_no_option(string option)
    {
        const string Mapping = "[{ \"containerID\": 0, \"hostID\": 1000, \"size\": 1 }]";

        Accepted($$"""
            "mounts": [{ "destination": "/a", "type": "none", "source": "/b", "options": ["bind", "{{option}}"], "uidMappings": {{Mapping}}, "gidMappings": {{Mapping}} }]
            """);
    }

    private static RuntimeSpec Accepted(string property)
    {
        var spec = SpecReader.Read(Encoding.UTF8.GetBytes($$"""{ "ociVersion": "1.3.0", "root": { "path": "rootfs" }, {{property}} }"""), "config.json");

        var report = SpecValidator.Validate(spec);

        report.Errors.Should().BeEmpty();
        report.Warnings.Should().BeEmpty();
        return spec;
    }
}
