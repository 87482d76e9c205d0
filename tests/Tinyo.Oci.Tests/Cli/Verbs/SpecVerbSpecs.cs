using System.Text.Json;

namespace Tinyo.Oci.Tests.Cli.Verbs;

public sealed class SpecVerbSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tinyo-oci-spec-").FullName;
    private readonly TestCaller _caller;

    public SpecVerbSpecs() => _caller = new TestCaller { Directory = _directory, Uid = 1000, Gid = 1001 };

    private string ConfigPath => Path.Combine(_directory, "config.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_configuration_is_written_to_the_current_directory_and_nothing_else_is()
    {
        var code = _caller.Run("spec");

        code.Should().Be(0);
        (_caller.Output + _caller.Error).Should().BeEmpty();
        Directory.GetFileSystemEntries(_directory).Should().Equal(ConfigPath);
        Config().GetProperty("root").GetProperty("path").GetString().Should().Be("rootfs");
    }

    [Theory]
    [InlineData("spec --bundle ")]
    [InlineData("spec -b=")]
    public void Or_to_the_bundle_that_is_named(string words)
    {
        var caller = new TestCaller { Directory = "/" };

        var code = caller.Run(words + _directory);

        code.Should().Be(0);
        File.Exists(ConfigPath).Should().BeTrue();
    }

    [Fact]
    public void One_that_is_there_stays_as_it_is()
    {
        File.WriteAllText(ConfigPath, "mine");

        var code = _caller.Run("spec");

        code.Should().Be(1);
        _caller.Error.Should().Be($"tinyo-oci: {ConfigPath} exists: remove it first\n");
        File.ReadAllText(ConfigPath).Should().Be("mine");
    }

    [Fact]
    public void A_bundle_that_is_not_there_is_named()
    {
        var code = _caller.Run("spec -b nowhere");

        code.Should().Be(1);
        _caller.Error.Should().Be($"tinyo-oci: open {_directory}/nowhere: No such file or directory\n");
    }

    [Fact]
    public void Without_root_the_caller_is_root_inside()
    {
        _caller.Run("spec --rootless");

        var linux = Config().GetProperty("linux");
        linux.GetProperty("uidMappings")[0].GetProperty("hostID").GetUInt32().Should().Be(1000);
        linux.GetProperty("gidMappings")[0].GetProperty("hostID").GetUInt32().Should().Be(1001);
        linux.GetProperty("namespaces").EnumerateArray().Select(each => each.GetProperty("type").GetString())
            .Should().Contain("user").And.NotContain("network");
    }

    private JsonElement Config() => JsonDocument.Parse(File.ReadAllText(ConfigPath)).RootElement;
}
