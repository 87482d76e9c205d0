using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.Cgroups.Units;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A container's unit of systemd, and its cgroups in all hierarchies, as far as they are known.</summary>
internal sealed class SystemdCgroup : ICgroup
{
    private readonly string _unit;
    private readonly bool _isUsers;
    private readonly UnitPlan? _plan;
    private readonly List<string> _remarks = [];
    private SystemdManager? _systemd;
    private ICgroup _cgroups;
    private bool _isOurs;

    /// <summary>The unit and the cgroups of a record.</summary>
    public SystemdCgroup(CgroupRecord record, ICgroup cgroups) =>
        (_unit, _isUsers, _cgroups, _isOurs) = (record.Unit!, record.IsUsers, cgroups, true);

    private SystemdCgroup(UnitPlan plan, SystemdManager systemd) =>
        (_plan, _unit, _isUsers, _systemd, _cgroups) = (plan, plan.Name.Name, plan.IsUsers, systemd, NoCgroup.Instance);

    /// <inheritdoc/>
    public CgroupRecord Record => new()
    {
        Manager = CgroupRecord.SystemdManager,
        Unit = _unit,
        IsUsers = _isUsers,
        Directories = _cgroups.Record.Directories,
    };

    /// <inheritdoc/>
    public bool IsMadeAroundProcess => _plan is { Name.IsSlice: false };

    private SystemdManager Systemd => _systemd ??= SystemdManager.Open(BusChoice.Of(_isUsers), SystemdPatience.Usual);

    /// <summary>The unit of a new container, which is not made yet; refuses a name that is in use.</summary>
    public static SystemdCgroup Plan(UnitPlan plan)
    {
        var systemd = SystemdManager.Open(BusChoice.Of(plan.IsUsers), SystemdPatience.Usual);
        try
        {
            return systemd.TryGetActiveState(plan.Name.Name) is null or "inactive" or "failed"
                ? new SystemdCgroup(plan, systemd)
                : throw new OciException($"systemd unit '{plan.Name.Name}' is in use: it is another container's, or was left by one, see systemctl status");
        }
        catch
        {
            systemd.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Create(Action<SafeFileHandle?>? born = null)
    {
        if (IsMadeAroundProcess)
        {
            born?.Invoke(null);
            return;
        }

        Start(pid: null);
        var place = Systemd.TryGetControlGroup(_unit) ?? throw new OciException($"systemd unit '{_unit}' is gone again");
        _cgroups = Cgroup.Open(UnitPlacement.Of(_plan!.Hierarchies, place));
        _cgroups.Create(born);
    }

    /// <inheritdoc/>
    public void MakeAround(int pid)
    {
        Start(pid);
        var placement = UnitPlacement.OfProcess(pid, _unit);
        _cgroups = Cgroup.Open(placement.All);
        if (placement.Others.Directories.Count > 0)
        {
            var others = Cgroup.Open(placement.Others);
            others.Create();
            others.Join(pid);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Declare(LinuxResources resources, IReadOnlyList<DeviceRule> devices)
    {
        var layout = new CgroupLayout(_cgroups.Record);
        var isV2 = layout.IsUnifiedOnly;
        var host = new SystemdHost(Systemd.Version, isV2);
        var completed = CurrentLimits.WithQuota(CurrentLimits.WithMemory(resources, layout), layout);
        var properties = new List<UnitProperty>(UnitProperties.Limits(completed, host, _remarks));
        DeviceProperties.Add(properties, devices, host, _remarks);
        foreach (var annotation in _plan?.Annotations ?? [])
        {
            properties.RemoveAll(property => property.Name == annotation.Name);
        }

        if (properties.Count > 0)
        {
            var before = _plan is null ? FileSnapshot.Of(_cgroups.Record) : null;
            Set(properties, holdsStill: !isV2 && _plan is null);
            before?.Restore();
        }

        Disconnect();
        return _remarks;
    }

    /// <inheritdoc/>
    public void Undo()
    {
        if (_isOurs)
        {
            Systemd.TryStopUnit(_unit);
            _isOurs = false;
        }

        _cgroups.Undo();
        Disconnect();
    }

    /// <inheritdoc/>
    public CgroupEntrance OpenEntrance(string? except = null) => _cgroups.OpenEntrance(except);

    /// <inheritdoc/>
    public void Join(int pid) => _cgroups.Join(pid);

    /// <inheritdoc/>
    public void JoinUnified(int pid) => _cgroups.JoinUnified(pid);

    /// <inheritdoc/>
    public IReadOnlyList<int> Processes() => _cgroups.Processes();

    /// <inheritdoc/>
    public void SignalAll(Signal signal) => _cgroups.SignalAll(signal);

    /// <inheritdoc/>
    public bool IsFrozen() => _cgroups.IsFrozen();

    /// <inheritdoc/>
    public void Freeze() => _cgroups.Freeze();

    /// <inheritdoc/>
    public void Thaw() => _cgroups.Thaw();

    /// <inheritdoc/>
    public void Remove()
    {
        if (!_isOurs)
        {
            return;
        }

        // By us and at once: systemd would ask them to end, and wait.
        if (_cgroups.Processes().Count > 0)
        {
            _cgroups.SignalAll(Signal.Kill);
        }

        var failure = TryStop();
        _cgroups.Remove();
        // A user's systemd may be gone by now. A unit without processes and cgroups ends by itself.
        if (failure is not null && _cgroups.Record.Directories.Count == 0)
        {
            throw failure;
        }
    }

    private void Start(int? pid)
    {
        var host = new SystemdHost(Systemd.Version, _plan!.Hierarchies is [{ Version: 2 }]);
        Systemd.StartTransientUnit(_unit, UnitProperties.Create(_plan, pid, host, _remarks));
        _isOurs = true;
    }

    // systemd sets the device list of v1 anew with whatever it is told: what is held still can't find it empty.
    private void Set(List<UnitProperty> properties, bool holdsStill)
    {
        holdsStill = holdsStill && !IsFrozen();
        if (holdsStill)
        {
            Freeze();
        }

        try
        {
            Systemd.SetUnitProperties(_unit, properties);
        }
        finally
        {
            if (holdsStill)
            {
                Thaw();
            }
        }
    }

    private OciException? TryStop()
    {
        try
        {
            Systemd.TryStopUnit(_unit);
            return null;
        }
        catch (OciException failure)
        {
            return failure;
        }
        finally
        {
            Disconnect();
        }
    }

    // Whoever lives as long as the container would be sent all the news of systemd.
    private void Disconnect()
    {
        _systemd?.Dispose();
        _systemd = null;
    }
}
