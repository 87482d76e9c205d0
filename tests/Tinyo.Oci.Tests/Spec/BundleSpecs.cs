using System.Text.Json;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class BundleSpecs
{
    // The serializer knows the records by reflection only: it is the second opinion of what was written by hand.
    private static readonly JsonSerializerOptions s_secondOpinion = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static TheoryData<string> Valid => Fixtures.Names("bundles");

    public static TheoryData<string> Invalid => Fixtures.Names("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_bundle_loads_with_just_the_expected_warnings(string name)
    {
        var report = SpecValidator.Validate(SpecReader.Read(Fixtures.Config("bundles", name), "config.json"));

        report.Errors.Should().BeEmpty();
        report.Warnings.Select(each => $"warning: config.json: {each}").Should().Equal(Fixtures.Lines("bundles", name, "warnings.txt"));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_bundle_is_refused_with_the_expected_message(string name)
    {
        var lines = Refusals(Fixtures.Config("invalid", name));

        lines.Should().Equal(Fixtures.Lines("invalid", name, "expected.txt")).And.NotBeEmpty();
        lines.Should().NotBeEmpty().And.OnlyContain(line => !line.Any(char.IsControl), "a refusal is one line");
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void What_was_read_can_be_written_and_read_again(string name)
    {
        var spec = SpecReader.Read(Fixtures.Config("bundles", name), "config.json");

        var again = SpecReader.Read(SpecWriter.Write(spec), "config.json");

        again.Should().BeEquivalentTo(spec, options => options.WithStrictOrdering());
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void The_serializer_sees_the_same_in_what_was_written(string name)
    {
        var spec = SpecReader.Read(Fixtures.Config("bundles", name), "config.json");

        var seen = JsonSerializer.Deserialize<RuntimeSpec>(SpecWriter.Write(spec), s_secondOpinion);

        seen.Should().BeEquivalentTo(spec, options => options.WithStrictOrdering());
    }

    [Fact]
    public void The_serializer_reads_the_same_from_a_file_with_every_property()
    {
        var config = Fixtures.Config("bundles", "everything");

        var seen = JsonSerializer.Deserialize<RuntimeSpec>(config, s_secondOpinion);

        SpecReader.Read(config, "config.json").Should().BeEquivalentTo(seen, options => options.WithStrictOrdering());
    }

    private static List<string> Refusals(byte[] config)
    {
        try
        {
            var report = SpecValidator.Validate(SpecReader.Read(config, "config.json"));
            return
            [
                .. report.Errors.Select(each => $"config.json: {each}"),
                .. report.Warnings.Select(each => $"warning: config.json: {each}"),
            ];
        }
        catch (OciException refusal)
        {
            return [refusal.Message];
        }
    }
}
