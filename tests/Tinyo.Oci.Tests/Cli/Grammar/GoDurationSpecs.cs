using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli.Grammar;

public sealed class GoDurationSpecs
{
    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("100ms", 100)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("1h0m0.5s", 3_600_500)]
    [InlineData("1000us", 1)]
    [InlineData("2000000ns", 2)]
    [InlineData("0", 0)]
    [InlineData("-5s", -5_000)]
    public void Durations_are_read_as_Go_writes_them(string text, double milliseconds) =>
        GoDuration.TryParse(text).Should().Be(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData("5x")]
    [InlineData("5s5")]
    [InlineData(".s")]
    [InlineData("99999999999999h")]
    public void What_is_no_duration_is_null(string text) => GoDuration.TryParse(text).Should().BeNull();
}
