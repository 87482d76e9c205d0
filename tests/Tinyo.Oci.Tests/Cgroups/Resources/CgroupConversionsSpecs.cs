using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

public sealed class CgroupConversionsSpecs
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(102, 17)]
    [InlineData(512, 59)]
    [InlineData(1024, 100)]
    [InlineData(1025, 101)]
    [InlineData(2048, 174)]
    [InlineData(262_143, 10_000)]
    [InlineData(262_144, 10_000)]
    [InlineData(262_145, 10_000)]
    [InlineData(ulong.MaxValue, 10_000)]
    public void Shares_are_a_weight_on_a_curve(ulong shares, ulong weight) =>
        CgroupConversions.CpuWeight(shares).Should().Be(weight);

    [Fact]
    public void More_shares_never_weigh_less()
    {
        var weights = Enumerable.Range(1, 262_144).Select(shares => CgroupConversions.CpuWeight((ulong)shares)).ToArray();

        weights.Should().BeInAscendingOrder().And.OnlyContain(weight => weight >= 1 && weight <= 10_000);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 1)]
    [InlineData(11, 11)]
    [InlineData(100, 910)]
    [InlineData(500, 4950)]
    [InlineData(1000, 10_000)]
    public void A_block_weight_is_stretched_to_io_weight(ushort weight, ulong expected) =>
        CgroupConversions.IOWeight(weight).Should().Be(expected);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(0L, 0L, null)]
    [InlineData(null, 100L, null)]
    [InlineData(null, -1L, -1L)]
    [InlineData(0L, -1L, -1L)]
    [InlineData(-1L, null, -1L)]
    [InlineData(-1L, 100L, -1L)]
    [InlineData(-1L, -1L, -1L)]
    [InlineData(300L, -1L, 300L)]
    [InlineData(300L, 100L, 200L)]
    [InlineData(100L, 100L, 0L)]
    public void Swap_is_what_memory_leaves_of_both(long? swap, long? limit, long? expected) =>
        CgroupConversions.Swap(swap, limit).Should().Be(expected);

    [Theory]
    [InlineData(99L, 100L, "*found 99, expected at least the limit 100*")]
    [InlineData(99L, null, "*can't be set without linux.resources.memory.limit*")]
    [InlineData(99L, 0L, "*can't be set without linux.resources.memory.limit*")]
    public void Swap_that_makes_no_sense_is_refused(long? swap, long? limit, string message)
    {
        var act = () => CgroupConversions.Swap(swap, limit);

        act.Should().Throw<OciException>().WithMessage(message);
    }
}
