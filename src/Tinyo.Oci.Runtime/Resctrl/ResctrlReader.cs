using System.Globalization;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>Reads how cache and memory bandwidth are divided, and what a container uses of them.</summary>
internal sealed class ResctrlReader(IResctrl resctrl, ResctrlPlace place)
{
    /// <summary>Reads all of it.</summary>
    public ResctrlStatistics Read()
    {
        var abilities = new ResctrlAbilities(resctrl);
        var (root, own) = (resctrl.TryRead("schemata") ?? "", resctrl.TryRead(ResctrlPlace.Below(place.Group, "schemata")) ?? "");
        var statistics = new ResctrlStatistics();
        if (abilities.HasCache)
        {
            var cache = new CacheInformation(Text("info/L3/cbm_mask"), Number("info/L3/min_cbm_bits"), Number("info/L3/num_closids"));
            statistics = statistics with { Cache = cache, CacheSchemaOfRoot = Line(root, "L3"), CacheSchema = Line(own, "L3") };
        }

        if (abilities.HasBandwidth)
        {
            var bandwidth = new BandwidthInformation(
                Number("info/MB/bandwidth_gran"), Number("info/MB/delay_linear"), Number("info/MB/min_bandwidth"), Number("info/MB/num_closids"));
            statistics = statistics with { Bandwidth = bandwidth, BandwidthSchemaOfRoot = Line(root, "MB"), BandwidthSchema = Line(own, "MB") };
        }

        return abilities.CountsBandwidth || abilities.CountsCache ? Count(statistics, abilities) : statistics;
    }

    private ResctrlStatistics Count(ResctrlStatistics statistics, ResctrlAbilities abilities)
    {
        var (traffic, occupancy) = (new List<(ulong, ulong)>(), new List<ulong>());
        var data = ResctrlPlace.Below(place.Monitor ?? place.Group, "mon_data");
        var domains = new List<string>(resctrl.Directories(data));
        domains.Sort(StringComparer.Ordinal);
        foreach (var domain in domains)
        {
            traffic.Add((Number($"{data}/{domain}/mbm_total_bytes"), Number($"{data}/{domain}/mbm_local_bytes")));
            occupancy.Add(Number($"{data}/{domain}/llc_occupancy"));
        }

        return statistics with { Traffic = abilities.CountsBandwidth ? traffic : null, Occupancy = abilities.CountsCache ? occupancy : null };
    }

    // With code and data apart the last of two lines is told, as runc has it.
    private static string Line(string schemata, string resource)
    {
        var found = "";
        foreach (var line in schemata.Split('\n'))
        {
            found = line.Contains(resource, StringComparison.Ordinal) ? line.Trim() : found;
        }

        return found;
    }

    private string Text(string path) => resctrl.TryRead(path)?.Trim() ?? "";

    // "Unavailable" counts as nothing.
    private ulong Number(string path) => ulong.TryParse(Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
