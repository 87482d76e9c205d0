namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>What the machine can divide and count, as far as resctrl is there.</summary>
internal sealed class ResctrlAbilities(IResctrl? resctrl)
{
    private string? _monitored;

    /// <summary>The cache of the third level.</summary>
    public bool HasCache => resctrl?.Exists("info/L3") ?? false;

    /// <summary>Memory bandwidth.</summary>
    public bool HasBandwidth => resctrl?.Exists("info/MB") ?? false;

    /// <summary>How full the cache is.</summary>
    public bool CountsCache => Monitored.Contains("llc_occupancy", StringComparison.Ordinal);

    /// <summary>How much memory is read and written.</summary>
    public bool CountsBandwidth => Monitored.Contains("mbm_", StringComparison.Ordinal);

    private string Monitored => _monitored ??= resctrl?.TryRead("info/L3_MON/mon_features") ?? "";
}
