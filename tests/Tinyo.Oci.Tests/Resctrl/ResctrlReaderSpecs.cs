using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Resctrl;

/// <summary>What <c>events</c> tells of cache and memory bandwidth: names and order are runc's.</summary>
public class ResctrlReaderSpecs
{
    [Fact]
    public void Everything_that_the_machine_tells_is_told()
    {
        using var resctrl = new FakeResctrl();
        resctrl.TryMake("gold");
        resctrl.TryWrite("gold/schemata", "L3:0=f\nMB:1=50\n");

        Told(resctrl, new("gold", IsOwn: false, Monitor: null)).Should().Be(
            """{"l3_cache_info":{"cbm_mask":"ff","min_cbm_bits":1,"num_closids":16},"l3_cache_schema_root":"L3:0=ff;1=ff","l3_cache_schema":"L3:0=f;1=ff","mem_bw_info":"""
            + """{"bandwidth_gran":10,"delay_linear":1,"min_bandwidth":10,"num_closids":8},"mem_bw_schema_root":"MB:0=100;1=100","mem_bw_schema":"MB:0=100;1=50","mbm_stats":"""
            + """[{"mbm_total_bytes":200,"mbm_local_bytes":100},{"mbm_local_bytes":7}],"cmt_stats":[{"llc_occupancy":4096},{}]}""");
    }

    [Fact]
    public void A_container_with_a_monitoring_group_is_counted_there()
    {
        using var resctrl = new FakeResctrl(cache: false, bandwidth: false, monitored: "llc_occupancy\n");
        resctrl.TryMake("mon_groups/c1");
        File.Delete(Path.Combine(resctrl.Root, "mon_data/mon_L3_00/llc_occupancy"));

        Told(resctrl, new("", IsOwn: false, Monitor: "mon_groups/c1")).Should().Be("""{"cmt_stats":[{"llc_occupancy":4096},{}]}""");
    }

    [Fact]
    public void A_container_that_is_about_neither_has_nothing() =>
        Line(new()).Should().Contain("\"intel_rdt\":{},");

    private static string Told(FakeResctrl resctrl, ResctrlPlace place)
    {
        var line = Line(new() { Resctrl = new ResctrlReader(resctrl, place).Read() });
        var begin = line.IndexOf("\"intel_rdt\":", StringComparison.Ordinal) + "\"intel_rdt\":".Length;
        return line[begin..line.IndexOf(",\"network_interfaces\"", StringComparison.Ordinal)];
    }

    private static string Line(CgroupStatistics statistics) => EventJson.Write("c1", statistics);
}
