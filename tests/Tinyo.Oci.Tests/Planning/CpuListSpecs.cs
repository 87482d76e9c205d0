using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public sealed class CpuListSpecs
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-3,7", new[] { 0, 1, 2, 3, 7 })]
    [InlineData(" 9 , 1 ", new[] { 1, 9 })]
    [InlineData("8191", new[] { 8191 })]
    public void A_list_becomes_a_mask(string list, int[] cpus)
    {
        var mask = CpuList.Parse(list, "cpus")!;

        Enumerable.Range(0, mask.Length * 8).Where(cpu => (mask[cpu / 8] >> cpu % 8 & 1) == 1).Should().Equal(cpus);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void No_list_is_no_mask(string? list) => CpuList.Parse(list, "cpus").Should().BeNull();

    [Theory]
    [InlineData("8192", "cpus: '8192' is not a CPU below 8192, or a range of them")]
    [InlineData("3-1", "cpus: '3-1' is not a CPU below 8192, or a range of them")]
    [InlineData("1-", "cpus: '1-' is not a CPU below 8192, or a range of them")]
    [InlineData(",", "cpus: ',' names no CPU")]
    public void What_is_no_list_is_refused(string list, string reason)
    {
        var parse = () => CpuList.Parse(list, "cpus");

        parse.Should().Throw<OciException>().WithMessage(reason);
    }
}
