using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli.Grammar;

public sealed class ByteSizeSpecs
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("12b", 12)]
    [InlineData("1k", 1024)]
    [InlineData("512m", 536_870_912)]
    [InlineData("512M", 536_870_912)]
    [InlineData("1.5g", 1_610_612_736)]
    [InlineData("64 kb", 65_536)]
    [InlineData("2KiB", 2048)]
    [InlineData(".5k", 512)]
    [InlineData("1t", 1_099_511_627_776)]
    [InlineData("1P", 1_125_899_906_842_624)]
    [InlineData("1.5", 1)]
    public void Sizes_are_read_as_people_write_them(string text, long expected)
    {
        ByteSize.Problem(text, out var bytes).Should().BeNull();

        bytes.Should().Be(expected);
    }

    [Theory]
    [InlineData("", "invalid size: ''")]
    [InlineData("lots", "invalid size: 'lots'")]
    [InlineData("-5", "invalid size: '-5'")]
    [InlineData("1 2", "invalid size: '1 2'")]
    [InlineData("1x", "invalid suffix: 'x'")]
    [InlineData("1bb", "invalid suffix: 'bb'")]
    [InlineData("1kbi", "invalid suffix: 'kbi'")]
    [InlineData("8191p", null)]
    [InlineData("90000p", "invalid size: '90000p' is too large")]
    public void What_is_no_size_is_told(string text, string? problem) => ByteSize.Problem(text, out _).Should().Be(problem);
}
