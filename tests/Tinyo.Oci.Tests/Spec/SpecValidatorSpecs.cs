using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class SpecValidatorSpecs
{
    [Fact]
    public void All_problems_are_collected_not_only_the_first()
    {
        var spec = SpecReader.Read(Fixtures.Config("invalid", "many"), "config.json");

        var report = SpecValidator.Validate(spec);

        report.Errors.Select(each => each.Path).Should().BeEquivalentTo("ociVersion", "root.path", "process.args", "process.cwd", "linux.namespaces[0].type");
    }

    [Fact]
    public void A_process_by_itself_has_paths_from_its_own_top()
    {
        var report = SpecValidator.Validate(new ProcessSpec { Cwd = "tmp", Args = ["sh"], Env = ["x"] });

        report.Errors.Select(each => each.Path).Should().Equal("env[0]", "cwd");
    }

    [Fact]
    public void Resources_by_themselves_have_paths_from_their_own_top()
    {
        var report = SpecValidator.Validate(new LinuxResources { Memory = new LinuxMemory { Limit = 10, Swap = 5 } });

        report.Errors.Select(each => each.Path).Should().Equal("memory.swap");
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0.2-dev")]
    [InlineData("1.2.1+build.5")]
    [InlineData("1.99.0-rc.1+x-y")]
    public void Every_version_1_is_accepted(string version)
    {
        var report = SpecValidator.Validate(new RuntimeSpec { OciVersion = version, Root = new Root { Path = "rootfs" } });

        report.Errors.Should().BeEmpty();
        report.Warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.0.0.0")]
    [InlineData("v1.0.0")]
    [InlineData("1.-1.0")]
    [InlineData("1. 0.0")]
    [InlineData("2.0.0")]
    public void Other_versions_are_refused(string version)
    {
        var report = SpecValidator.Validate(new RuntimeSpec { OciVersion = version, Root = new Root { Path = "rootfs" } });

        report.Errors.Should().ContainSingle().Which.Path.Should().Be("ociVersion");
    }
}
