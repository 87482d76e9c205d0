using System.Globalization;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Changes how cache and memory bandwidth are divided for a container that runs; one that had no class of its own gets one.</summary>
internal sealed class DivisionUpdate
{
    private readonly Container _container;
    private readonly LinuxIntelRdt _wanted;
    private readonly ResctrlGroup _group;

    /// <summary>Refuses what the machine can't divide.</summary>
    public DivisionUpdate(RuntimeContext context, Container container, LinuxIntelRdt wanted)
    {
        var resctrl = context.FindResctrl();
        var abilities = new ResctrlAbilities(resctrl);
        if (wanted.L3CacheSchema is { Length: > 0 } && !abilities.HasCache)
        {
            throw new OciException("Intel RDT/CAT: l3 cache schema is not enabled");
        }

        if (wanted.MemBwSchema is { Length: > 0 } && !abilities.HasBandwidth)
        {
            throw new OciException("Intel RDT/MBA: memory bandwidth schema is not enabled");
        }

        (_container, _wanted) = (container, wanted);
        _group = new ResctrlGroup(resctrl!, container.Record.Resctrl ?? ResctrlPlace.Of(wanted, container.Record.Id));
    }

    /// <summary>Changes it, and returns what is to be remembered of the container.</summary>
    public ContainerRecord Apply()
    {
        if (_container.Record.Resctrl is not null)
        {
            _group.Divide(Schemata.Of(_wanted));
            return _container.Record;
        }

        _group.Make(Schemata.Of(_wanted));
        foreach (var pid in _container.Cgroup.Processes())
        {
            Join(pid);
        }

        return _container.Record with { Resctrl = _group.Place };
    }

    /// <summary>Takes back what <see cref="Apply"/> did.</summary>
    public void Undo() => _group.Undo();

    // Each thread is in a class of its own choice; one that has ended meanwhile needs none.
    private void Join(int pid)
    {
        foreach (var thread in FileSystem.TryList($"/proc/{pid}/task") ?? [])
        {
            _group.TryJoin(int.Parse(thread, CultureInfo.InvariantCulture));
        }
    }
}
