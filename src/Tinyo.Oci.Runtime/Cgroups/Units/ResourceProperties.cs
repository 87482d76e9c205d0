using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>Collects the properties that limits become; one that is added again takes the place of the one before.</summary>
internal sealed class ResourceProperties(SystemdHost host, ICollection<string> warnings)
{
    private const ulong Infinity = ulong.MaxValue;
    private const ulong DefaultPeriod = 100_000;
    private const ulong Second = 1_000_000;
    private const ulong OnePercent = Second / 100;

    private readonly List<UnitProperty> _properties = [];

    /// <summary>The machine.</summary>
    public SystemdHost Host => host;

    /// <summary>What was collected.</summary>
    public IReadOnlyList<UnitProperty> Properties => _properties;

    /// <summary>Adds a property.</summary>
    public void Add(string name, DBusValue value)
    {
        _properties.RemoveAll(property => property.Name == name);
        _properties.Add(new UnitProperty(name, value));
    }

    /// <summary>Adds a number of which a negative one is none.</summary>
    public void AddLimit(string name, long value) => Add(name, DBusValue.Of(value < 0 ? Infinity : (ulong)value));

    /// <summary>Says what systemd is not told; the kernel still is.</summary>
    public void Warn(string text) => warnings.Add(text);

    /// <summary>Adds limits of memory.</summary>
    public void AddMemory(LinuxMemory? memory)
    {
        if (memory?.Limit is { } limit and not 0)
        {
            AddLimit(host.IsUnified ? "MemoryMax" : "MemoryLimit", limit);
        }

        if (!host.IsUnified)
        {
            return;
        }

        if (memory?.Reservation is { } reservation and not 0)
        {
            AddLimit("MemoryLow", reservation);
        }

        if (CgroupConversions.Swap(memory?.Swap, memory?.Limit) is { } swap)
        {
            AddLimit("MemorySwapMax", swap);
        }
    }

    /// <summary>Adds shares of CPU time, a quota and the CPUs themselves.</summary>
    public void AddCpu(LinuxCpu? cpu)
    {
        if (cpu is null)
        {
            return;
        }

        var isIdle = host.IsUnified && cpu.Idle is 1 && AddIdle();
        if (cpu.Shares is { } shares and not 0 && !isIdle)
        {
            Add(host.IsUnified ? "CPUWeight" : "CPUShares", DBusValue.Of(host.IsUnified ? CgroupConversions.CpuWeight(shares) : shares));
        }

        AddQuota(cpu.Quota ?? 0, cpu.Period ?? 0);
        AddCpuSet("AllowedCPUs", cpu.Cpus);
        AddCpuSet("AllowedMemoryNodes", cpu.Mems);
    }

    /// <summary>Adds how many processes there may be.</summary>
    public void AddPids(LinuxPids? pids)
    {
        if (pids?.Limit is { } limit)
        {
            AddLimit("TasksMax", limit is 0 ? 1 : limit); // systemd refuses 0, and with 1 there can be no second one either
        }
    }

    /// <summary>Adds the share of the disks.</summary>
    public void AddBlockIO(LinuxBlockIO? blockIO)
    {
        if (blockIO?.Weight is { } weight and not 0)
        {
            Add(host.IsUnified ? "IOWeight" : "BlockIOWeight", DBusValue.Of(host.IsUnified ? CgroupConversions.IOWeight(weight) : weight));
        }
    }

    /// <summary>Adds the weight that stands for running only when nobody else wants to; false where systemd has none.</summary>
    public bool AddIdle()
    {
        if (host.KnowsIdle)
        {
            Add("CPUWeight", DBusValue.Of(0UL));
        }

        return host.KnowsIdle;
    }

    /// <summary>Adds microseconds of CPU time in a period; 0 is not given, a negative quota none.</summary>
    public void AddQuota(long quota, ulong period)
    {
        if (period != 0 && host.KnowsQuotaPeriod)
        {
            Add("CPUQuotaPeriodUSec", DBusValue.Of(period));
        }
        else if (period != 0)
        {
            Warn($"systemd {host.Version} knows no period of a CPU quota: it is set in the cgroup alone, until systemd changes it");
        }

        if (quota != 0 || period != 0)
        {
            Add("CPUQuotaPerSecUSec", DBusValue.Of(quota > 0 ? PerSecond((ulong)quota, period != 0 ? period : DefaultPeriod) : Infinity));
        }
    }

    /// <summary>Adds a list of CPUs or memory nodes.</summary>
    public void AddCpuSet(string name, string? list)
    {
        if (string.IsNullOrEmpty(list))
        {
            return;
        }

        var bits = CpuSet.ToBits(list);
        if (host.KnowsCpuSets)
        {
            Add(name, DBusValue.OfBytes(bits));
        }
        else
        {
            Warn($"systemd {host.Version} knows no {name}: it is set in the cgroup alone, until systemd changes it");
        }
    }

    // systemd counts in whole percents, so what is between is rounded up: a quota below must fit in.
    private static ulong PerSecond(ulong quota, ulong period)
    {
        var exact = (UInt128)quota * Second / period;
        var rounded = (exact + OnePercent - 1) / OnePercent * OnePercent;
        return rounded < Infinity ? (ulong)rounded : Infinity;
    }
}
