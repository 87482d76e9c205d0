using System.Diagnostics;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class SpecReaderSpecs
{
    [Fact]
    public void Null_is_the_same_as_absent()
    {
        var spec = SpecReader.Read(Fixtures.Config("bundles", "nulls"), "config.json");

        spec.Hostname.Should().BeNull();
        spec.Annotations.Should().BeEmpty();
        spec.Mounts.Should().ContainSingle().Which.Options.Should().BeEmpty();
        spec.Process!.User.Should().NotBeNull();
        spec.Process.Capabilities!.Bounding.Should().BeEmpty();
        spec.Hooks!.Poststop[0].Env.Should().BeNull();
        spec.Linux!.Resources!.Memory!.Limit.Should().BeNull();
    }

    [Fact]
    public void Absent_and_empty_differ_where_it_matters()
    {
        var absent = Read("""{ "ociVersion": "1.3.0", "hooks": { "poststop": [{ "path": "/a" }] }, "linux": { "seccomp": { "defaultAction": "x" } } }""");
        var empty = Read("""{ "ociVersion": "1.3.0", "hooks": { "poststop": [{ "path": "/a", "env": [] }] }, "linux": { "seccomp": { "defaultAction": "x", "flags": [] } } }""");

        absent.Linux!.Seccomp!.Flags.Should().BeNull();
        absent.Hooks!.Poststop[0].Env.Should().BeNull();
        empty.Linux!.Seccomp!.Flags.Should().NotBeNull().And.BeEmpty();
        empty.Hooks!.Poststop[0].Env.Should().NotBeNull().And.BeEmpty();
    }

    [Fact]
    public void The_last_of_a_name_given_twice_wins()
    {
        var spec = Read("""{ "ociVersion": "1.0.0", "annotations": { "a": "1", "a": "2" }, "hostname": "x", "hostname": "y", "ociVersion": "1.3.0" }""");

        spec.OciVersion.Should().Be("1.3.0");
        spec.Hostname.Should().Be("y");
        spec.Annotations.Should().Equal(new Dictionary<string, string> { ["a"] = "2" });
    }

    [Fact]
    public void Names_are_case_sensitive() =>
        Read("""{ "ociVersion": "1.3.0", "Hostname": "x" }""").Hostname.Should().BeNull();

    [Fact]
    public void Order_of_annotations_and_sysctls_is_kept()
    {
        var spec = Read("""{ "ociVersion": "1.3.0", "annotations": { "z": "1", "a": "2", "m": "3" } }""");

        spec.Annotations.Keys.Should().Equal("z", "a", "m");
    }

    [Fact]
    public void Whole_ranges_of_the_schema_are_accepted()
    {
        var resources = SpecReader.ReadResources(
            """{ "memory": { "limit": -9223372036854775808, "swappiness": 18446744073709551615 }, "cpu": { "shares": 18446744073709551615 } }"""u8,
            "resources.json");

        resources.Memory!.Limit.Should().Be(long.MinValue);
        resources.Memory.Swappiness.Should().Be(ulong.MaxValue);
        resources.Cpu!.Shares.Should().Be(ulong.MaxValue);
    }

    [Fact]
    public void A_process_by_itself_is_refused_with_paths_from_its_own_top()
    {
        var read = () => SpecReader.ReadProcess("""{ "args": ["sh"], "cwd": 1 }"""u8, "process.json");

        read.Should().Throw<OciException>().WithMessage("process.json: cwd: found 1, expected a string");
    }

    [Fact]
    public void A_file_of_200_megabytes_is_refused_without_being_read()
    {
        var huge = new byte[200_000_000];
        huge.AsSpan().Fill((byte)' ');
        var start = Stopwatch.GetTimestamp();

        var read = () => SpecReader.Read(huge, "config.json");

        read.Should().Throw<OciException>().WithMessage("config.json: larger than 16 MiB, the most that is accepted");
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void A_file_ten_thousand_levels_deep_is_refused(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        var read = () => Read($$"""{ "ociVersion": "1.3.0", "linux": { "future": {{deep}} } }""");

        read.Should().Throw<OciException>().WithMessage("config.json: line 1, column *: nested deeper than 64 levels, the most that is accepted");
    }

    [Fact]
    public void The_largest_accepted_file_is_read()
    {
        var config = Encoding.UTF8.GetBytes("""{ "ociVersion": "1.3.0" }""".PadRight(SpecReader.MaxBytes));

        SpecReader.Read(config, "config.json").OciVersion.Should().Be("1.3.0");
    }

    private static RuntimeSpec Read(string config) => SpecReader.Read(Encoding.UTF8.GetBytes(config), "config.json");
}
