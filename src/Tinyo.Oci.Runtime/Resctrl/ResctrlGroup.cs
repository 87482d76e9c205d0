using System.Globalization;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>Makes, changes and removes a container's groups in resctrl.</summary>
internal sealed class ResctrlGroup(IResctrl resctrl, ResctrlPlace place)
{
    private const string At = "linux.intelRdt";

    private bool _isMade;
    private string? _before;

    /// <summary>Where it is.</summary>
    public ResctrlPlace Place => place;

    /// <summary>The groups that a configuration asks for, of which none is made yet; null when it asks for nothing that this machine lacks. Refuses what it lacks.</summary>
    public static ResctrlGroup? Plan(LinuxIntelRdt wanted, string id, IResctrl? resctrl)
    {
        var abilities = new ResctrlAbilities(resctrl);
        Check(wanted.L3CacheSchema is { Length: > 0 }, abilities.HasCache, "l3CacheSchema", "Intel RDT/CAT");
        Check(wanted.MemBwSchema is { Length: > 0 }, abilities.HasBandwidth, "memBwSchema", "Intel RDT/MBA");
        Check(wanted.Schemata.Count > 0, resctrl is not null, "schemata", "Intel RDT");
        Check(wanted.EnableMonitoring, abilities.CountsCache || abilities.CountsBandwidth, "enableMonitoring", "Intel RDT/CMT and MBM");
        Check(wanted.ClosID is { Length: > 0 }, resctrl is not null, "closID", "Intel RDT");
        return resctrl is null ? null : new ResctrlGroup(resctrl, ResctrlPlace.Of(wanted, id));
    }

    /// <summary>Makes the groups, and divides as asked for; a class that was there before must divide so already.</summary>
    public void Make(IReadOnlyList<string> schemata)
    {
        if (place.Group.Length > 0 && (place.IsOwn || schemata.Count > 0))
        {
            _isMade = Made(place.Group);
        }

        if (!resctrl.Exists(place.Group))
        {
            throw new OciException($"{At}.closID '{place.Group}': there is no such class of service, and nothing is given to make it with");
        }

        if (!place.IsOwn && !_isMade)
        {
            Compare(schemata);
        }
        else
        {
            Divide(schemata);
        }

        if (place.Monitor is { } monitor)
        {
            Made(monitor);
        }
    }

    /// <summary>Puts a thread in, and with it what it starts from now on.</summary>
    public void Join(int thread) => Check(TryJoin(thread), $"process {thread} can't join resctrl group {place.Monitor ?? place.Group}");

    /// <summary>Puts a thread in, and says why not.</summary>
    public Errno TryJoin(int thread)
    {
        var number = thread.ToString(CultureInfo.InvariantCulture);
        var error = resctrl.TryWrite(ResctrlPlace.Below(place.Group, "tasks"), number);
        return error is Errno.None && place.Monitor is { } monitor ? resctrl.TryWrite($"{monitor}/tasks", number) : error;
    }

    /// <summary>Divides otherwise from now on.</summary>
    public void Divide(IReadOnlyList<string> schemata)
    {
        if (schemata.Count > 0)
        {
            var path = ResctrlPlace.Below(place.Group, "schemata");
            _before ??= resctrl.TryRead(path);
            Write("schemata", string.Join('\n', schemata) + '\n');
        }
    }

    /// <summary>Takes back what this operation has changed.</summary>
    public void Undo()
    {
        if (_isMade)
        {
            resctrl.TryRemove(place.Group);
        }
        else if (_before is not null)
        {
            resctrl.TryWrite(ResctrlPlace.Below(place.Group, "schemata"), _before);
        }
    }

    /// <summary>Removes what is the container's only; what has gone already is fine.</summary>
    public void Remove()
    {
        if (place.Monitor is { } monitor)
        {
            RemoveGroup(monitor);
        }

        if (place.IsOwn)
        {
            RemoveGroup(place.Group);
        }
    }

    private void RemoveGroup(string path)
    {
        if (resctrl.TryRemove(path) is not (Errno.None or Errno.ENOENT) and var error)
        {
            throw Failure($"resctrl group {path} can't be removed", error);
        }
    }

    private bool Made(string group)
    {
        var error = resctrl.TryMake(group);
        if (error is not (Errno.None or Errno.EEXIST))
        {
            throw error is Errno.ENOSPC
                ? Failure($"{At}: resctrl group {group} can't be made, the machine has no more classes or monitors", error)
                : Failure($"{At}: resctrl group {group} can't be made", error);
        }

        return error is Errno.None;
    }

    private void Compare(IReadOnlyList<string> schemata)
    {
        if (Schemata.FirstOther(resctrl.TryRead(ResctrlPlace.Below(place.Group, "schemata")) ?? "", schemata) is { } other)
        {
            throw new OciException($"{At}: class of service '{(place.Group.Length == 0 ? "/" : place.Group)}' is there already and divides otherwise than '{other}'");
        }
    }

    private void Write(string name, string text) =>
        Check(resctrl.TryWrite(ResctrlPlace.Below(place.Group, name), text), $"'{text.TrimEnd().Replace('\n', ' ')}' can't be written to {name} of resctrl group '{place.Group}'");

    private void Check(Errno error, string what)
    {
        if (error is not Errno.None)
        {
            throw Failure($"{At}: {what}", error);
        }
    }

    private OciException Failure(string what, Errno error)
    {
        var reason = error is Errno.ENOENT ? "it is gone" : LinuxException.Describe(error);
        return new OciException(resctrl.TryRead("info/last_cmd_status")?.TrimEnd() is { Length: > 0 } status and not "ok"
            ? $"{what}: {reason}, last_cmd_status: {status}"
            : $"{what}: {reason}");
    }

    private static void Check(bool isAsked, bool isThere, string property, string what)
    {
        if (isAsked && !isThere)
        {
            throw new OciException($"{At}.{property} is specified in config, but {what} is not enabled");
        }
    }
}
