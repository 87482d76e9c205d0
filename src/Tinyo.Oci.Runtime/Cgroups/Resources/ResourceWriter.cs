using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Sets the limits of a container's cgroups.</summary>
/// <param name="record">The cgroups.</param>
/// <param name="journal">Remembers what there was before; null where nothing was.</param>
internal sealed class ResourceWriter(CgroupRecord record, ResourceJournal? journal = null)
{
    private readonly CgroupLayout _layout = new(record, handsDown: true);
    private readonly List<(ResourceWrite Write, OciException Failure)> _again = [];

    /// <summary>Sets all limits that are asked for, devices apart, and leaves the others as they are; returns what can't be honoured, a line each.</summary>
    public IReadOnlyList<string> Apply(LinuxResources resources)
    {
        var plan = ResourceFiles.Plan(CurrentLimits.WithMemory(resources, _layout), _layout);
        if (plan.Writes.Count == 0)
        {
            return plan.Warnings;
        }

        if (record.Directories.Count == 0)
        {
            plan.Warn($"{plan.Writes[0].Property} has no effect: the container has no cgroup of its own");
            return plan.Warnings;
        }

        foreach (var limit in plan.UsageLimits)
        {
            Check(limit);
        }

        for (var index = 0; index < plan.Writes.Count; index++)
        {
            Write(plan.Writes[index]);
            if (index + 1 == plan.Writes.Count || plan.Writes[index + 1].Controller != plan.Writes[index].Controller)
            {
                WriteAgain();
            }
        }

        return plan.Warnings;
    }

    private void Check(UsageLimit limit)
    {
        if (_layout.Of(limit.Controller) is { } cgroup && CurrentLimits.Number(cgroup, limit.File) is { } usage && usage >= limit.Limit)
        {
            throw new OciException($"rejecting {limit.Name} {limit.Limit} <= usage {usage}");
        }
    }

    private void Write(ResourceWrite write)
    {
        if (_layout.Of(write) is not { } cgroup)
        {
            if (!write.IsOptional)
            {
                throw Missing(write);
            }

            return;
        }

        if (TryWrite(cgroup, ref write) is not Errno.None and var error)
        {
            Refused(cgroup, write, error);
        }
    }

    private Errno TryWrite(CgroupDirectory cgroup, ref ResourceWrite write)
    {
        var (path, value) = ($"{cgroup.Path}/{write.File}", write.KeepsFirstWord ? $"{FirstWord(cgroup, write.File)} {write.Value}" : write.Value);
        var error = journal?.TryWrite(path, value) ?? FileSystem.TryWriteText(path, value);
        if (error is Errno.ENOENT && write.Otherwise is { } otherwise)
        {
            write = otherwise;
            error = TryWrite(cgroup, ref write);
        }

        return error is Errno.ENOENT && write.IsOptional && FileSystem.TryStat(cgroup.Path) is not null ? Errno.None : error;
    }

    private void Refused(CgroupDirectory cgroup, ResourceWrite write, Errno error)
    {
        switch (write.OnRefusal)
        {
            case Refusal.IsForgiven:
                break;
            case Refusal.IsTriedAgain when error is not Errno.ENOENT:
                _again.Add((write with { OnRefusal = Refusal.Fails }, Failure(cgroup, write, error)));
                break;
            default:
                // What was refused first is the cause of what is refused now.
                throw _again.Count > 0 ? _again[0].Failure : Failure(cgroup, write, error);
        }
    }

    private void WriteAgain()
    {
        var writes = _again.ToArray();
        _again.Clear();
        foreach (var (write, _) in writes)
        {
            Write(write);
        }
    }

    private OciException Missing(ResourceWrite write) => new(
        _layout.Unified is { } unified && FileSystem.TryStat(unified.Path) is null ? $"{write.Property}: cgroup {unified.Path} is gone"
        : write.IsUnified ? $"unified resource \"{write.File}\" can't be set: controller \"{write.Controller}\" not available"
        : _layout.HasUnified && HostHas(write.Controller) ? $"{write.Property}: the {write.Controller} controller is not handed down to {_layout.Unified!.Path}"
        : $"{write.Property}: this machine has no {write.Controller} controller");

    private bool HostHas(string controller) =>
        FileSystem.TryReadText($"{_layout.Unified!.Mount}/cgroup.controllers") is { } all && all.Split([' ', '\n']).AsSpan().Contains(controller);

    // Callers take "no such file" for a missing command, so these words are not used.
    private static OciException Failure(CgroupDirectory cgroup, ResourceWrite write, Errno error)
    {
        if (error is Errno.ENOENT)
        {
            return new OciException(FileSystem.TryStat(cgroup.Path) is null
                ? $"{write.Property}: cgroup {cgroup.Path} is gone"
                : $"{write.Property}: {write.Lack ?? $"the {write.Controller} controller lacks this setting"} on this machine (no {write.File})");
        }

        if (error is Errno.EBUSY && write.UsageFile is { } usage && write.PeakFile is { } peak)
        {
            return new OciException(
                $"{write.Property}: unable to set memory limit to {write.Value} (current usage: {CurrentLimits.Number(cgroup, usage)}, peak usage: {CurrentLimits.Number(cgroup, peak)})");
        }

        return new OciException($"{write.Property}: can't write '{write.Value}' to {cgroup.Path}/{write.File}: {LinuxException.Describe(error)}");
    }

    private static string FirstWord(CgroupDirectory cgroup, string file)
    {
        var text = FileSystem.TryReadText($"{cgroup.Path}/{file}") ?? "max";
        return text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank ? text[..blank] : text.TrimEnd();
    }
}
