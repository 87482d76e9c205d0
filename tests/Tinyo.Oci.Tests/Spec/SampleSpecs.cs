using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

/// <summary>The specification's own samples, read where they are.</summary>
public sealed class SampleSpecs
{
    // Not Linux: a runtime for Linux ignores what is said for FreeBSD, be it right or wrong.
    private const string OtherPlatform = "freebsd-vnet-disable.json";

    [Fact]
    public void Every_good_config_loads_those_of_other_platforms_too()
    {
        foreach (var file in Samples("config", "good"))
        {
            var load = () => SpecReader.Read(File.ReadAllBytes(file), Path.GetFileName(file));

            load.Should().NotThrow();
        }
    }

    [Fact]
    public void Every_good_config_for_linux_is_valid_but_for_what_the_schema_can_not_say()
    {
        var errors = Samples("config", "good")
            .Where(file => Path.GetFileName(file) is not ['f', 'r', 'e', 'e', ..] and not ['z', 'o', 's', ..])
            .SelectMany(file => SpecValidator.Validate(SpecReader.Read(File.ReadAllBytes(file), Path.GetFileName(file))).Errors
                .Select(each => $"{Path.GetFileName(file)}: {each}"));

        errors.Should().Equal("linux-netdevice.json: linux.netDevices: can't be set without a network namespace");
    }

    [Fact]
    public void Every_bad_config_for_linux_is_refused()
    {
        foreach (var file in Samples("config", "bad").Where(each => Path.GetFileName(each) is not OtherPlatform))
        {
            IsRefused(() => SpecValidator.Validate(SpecReader.Read(File.ReadAllBytes(file), file)).Errors.Count > 0).Should().BeTrue(file);
        }
    }

    [Fact]
    public void A_bad_config_of_another_platform_is_none_of_our_business()
    {
        var file = Samples("config", "bad").Single(each => Path.GetFileName(each) is OtherPlatform);

        SpecReader.Read(File.ReadAllBytes(file), file).Root!.Path.Should().Be("rootfs");
    }

    [Theory]
    [InlineData("state")]
    [InlineData("features")]
    public void Good_states_and_features_load_and_bad_ones_are_refused(string kind)
    {
        Samples(kind, "good").Should().NotBeEmpty().And.OnlyContain(file => !IsRefused(() => Load(kind, file)));
        Samples(kind, "bad").Should().NotBeEmpty().And.OnlyContain(file => IsRefused(() => Load(kind, file)));
    }

    private static bool Load(string kind, string file)
    {
        var content = File.ReadAllBytes(file);
        return (kind is "state" ? (object)SpecReader.ReadState(content, file) : SpecReader.ReadFeatures(content, file)) is null;
    }

    private static bool IsRefused(Func<bool> isRefused)
    {
        try
        {
            return isRefused();
        }
        catch (OciException)
        {
            return true;
        }
    }

    private static string[] Samples(string kind, string quality)
    {
        Assert.SkipUnless(Fixtures.Schema is not null, Fixtures.NoSchema);
        var files = Directory.GetFiles(Path.Combine(Fixtures.Schema!, "samples", kind, quality), "*.json");
        files.Should().NotBeEmpty();
        return files;
    }
}
