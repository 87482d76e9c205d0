using System.Text.Json;
using Tinyo.Oci.Runtime.Resctrl;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>The <c>intel_rdt</c> of what <c>events</c> prints.</summary>
internal static class ResctrlJson
{
    internal static void Write(Utf8JsonWriter json, ResctrlStatistics? statistics)
    {
        json.WriteStartObject("intel_rdt");
        if (statistics is not null)
        {
            Cache(json, statistics);
            Bandwidth(json, statistics);
            Counted(json, statistics);
        }

        json.WriteEndObject();
    }

    private static void Cache(Utf8JsonWriter json, ResctrlStatistics statistics)
    {
        if (statistics.Cache is { } cache)
        {
            json.WriteStartObject("l3_cache_info");
            UnlessEmpty(json, "cbm_mask", cache.Mask);
            UnlessZero(json, "min_cbm_bits", cache.FewestBits);
            UnlessZero(json, "num_closids", cache.Classes);
            json.WriteEndObject();
        }

        UnlessEmpty(json, "l3_cache_schema_root", statistics.CacheSchemaOfRoot);
        UnlessEmpty(json, "l3_cache_schema", statistics.CacheSchema);
    }

    private static void Bandwidth(Utf8JsonWriter json, ResctrlStatistics statistics)
    {
        if (statistics.Bandwidth is { } bandwidth)
        {
            json.WriteStartObject("mem_bw_info");
            UnlessZero(json, "bandwidth_gran", bandwidth.Step);
            UnlessZero(json, "delay_linear", bandwidth.IsLinear);
            UnlessZero(json, "min_bandwidth", bandwidth.Least);
            UnlessZero(json, "num_closids", bandwidth.Classes);
            json.WriteEndObject();
        }

        UnlessEmpty(json, "mem_bw_schema_root", statistics.BandwidthSchemaOfRoot);
        UnlessEmpty(json, "mem_bw_schema", statistics.BandwidthSchema);
    }

    private static void Counted(Utf8JsonWriter json, ResctrlStatistics statistics)
    {
        if (statistics.Traffic is { } traffic)
        {
            json.WriteStartArray("mbm_stats");
            foreach (var (total, local) in traffic)
            {
                json.WriteStartObject();
                UnlessZero(json, "mbm_total_bytes", total);
                UnlessZero(json, "mbm_local_bytes", local);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (statistics.Occupancy is { } occupancy)
        {
            json.WriteStartArray("cmt_stats");
            foreach (var bytes in occupancy)
            {
                json.WriteStartObject();
                UnlessZero(json, "llc_occupancy", bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void UnlessZero(Utf8JsonWriter json, string name, ulong number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void UnlessEmpty(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }
}
