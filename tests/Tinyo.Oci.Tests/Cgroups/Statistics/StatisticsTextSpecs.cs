using Tinyo.Oci.Runtime.Cgroups.Statistics;

namespace Tinyo.Oci.Tests.Cgroups.Statistics;

public sealed class StatisticsTextSpecs
{
    [Theory]
    [InlineData("12\n", 12UL)]
    [InlineData("max\n", ulong.MaxValue)]
    [InlineData("", 0UL)]
    [InlineData("-1\n", 0UL)]
    public void Numbers_may_be_max_and_what_is_none_is_0(string text, ulong expected) => StatisticsText.Number(text).Should().Be(expected);

    [Theory]
    [InlineData("0\n", "0")]
    [InlineData("0-2,7\n", "0 1 2 7")]
    [InlineData("\n", "")]
    [InlineData("3-1", "")]
    public void Ranges_are_lists(string text, string expected) => string.Join(' ', StatisticsText.Ranges(text)).Should().Be(expected);

    [Fact]
    public void Pairs_are_sorted_by_name() =>
        StatisticsText.Pairs("rss 2\ncache 1\n\nodd\n").Should().Equal(new KeyValuePair<string, ulong>("cache", 1), new KeyValuePair<string, ulong>("rss", 2));

    [Fact]
    public void The_total_of_blkio_is_no_device() => StatisticsText.Blocks("8:0 Read 4096\n8:16 77\nTotal 4096\n")
        .Should().Equal(new BlockEntry(8, 0, "Read", 4096), new BlockEntry(8, 16, "", 77));

    [Fact]
    public void Of_io_stat_the_numbers_that_v1_knows_are_kept()
    {
        var (bytes, operations) = StatisticsText.UnifiedBlocks("8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n254:16\n");

        bytes.Should().Equal(new BlockEntry(8, 0, "Read", 1), new BlockEntry(8, 0, "Write", 2));
        operations.Should().Equal(new BlockEntry(8, 0, "Read", 3), new BlockEntry(8, 0, "Write", 4));
    }

    [Fact]
    public void Pressure_of_the_cpu_may_lack_full()
    {
        StatisticsText.Pressures("some avg10=0.10 avg60=2.50 avg300=0.00 total=1234\n")
            .Should().Be(new PressureStatistics(new Pressure(0.1, 2.5, 0, 1234), default));
        StatisticsText.Pressures(null).Should().BeNull();
    }

    [Theory]
    [InlineData("hugepages-2048kB", "2MB")]
    [InlineData("hugepages-1048576kB", "1GB")]
    [InlineData("hugepages-64kB", "64KB")]
    [InlineData("something", null)]
    public void Huge_pages_have_another_name_in_cgroups(string directory, string? expected) => HugePageSizes.Name(directory).Should().Be(expected);
}
