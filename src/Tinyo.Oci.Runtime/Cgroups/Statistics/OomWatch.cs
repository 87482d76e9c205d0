using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Notices when a container runs out of memory.</summary>
internal sealed class OomWatch : IDisposable
{
    private const int LongestNotification = 4096;
    private readonly string _file;
    private readonly bool _counts;
    private ulong _kills;

    private OomWatch(SafeFileHandle handle, string file, bool counts)
    {
        (Handle, _file, _counts) = (handle, file, counts);
        _kills = Kills();
    }

    /// <summary>Readable when <see cref="HasHappened"/> is to be asked.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Watches a container's cgroup; null where nobody counts its memory.</summary>
    public static OomWatch? TryOpen(CgroupRecord record)
    {
        var layout = new CgroupLayout(record);
        return layout.Of("memory") is not { } cgroup ? null : layout.IsV2("memory") ? OpenUnified($"{cgroup.Path}/memory.events") : OpenLegacy(cgroup.Path);
    }

    /// <summary>Whether the kernel has ever killed for want of memory in a container's cgroup.</summary>
    public static bool HasEverKilled(CgroupRecord record)
    {
        var layout = new CgroupLayout(record);
        return layout.Of("memory") is { } cgroup && KillsIn($"{cgroup.Path}/{(layout.IsV2("memory") ? "memory.events" : "memory.oom_control")}") > 0;
    }

    /// <summary>Whether it has happened since it was asked last.</summary>
    public bool HasHappened()
    {
        var isNotified = Drain();
        if (!_counts)
        {
            // The end of the cgroup is told in the same way.
            return isNotified && FileSystem.TryStat(_file) is not null;
        }

        // Version 2 tells late, perhaps when the victim is gone already, but counts at once.

        var before = _kills;
        _kills = Kills();
        return _kills > before;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static OomWatch? OpenUnified(string file) => Notification.TryWatch(file) is { } watch ? new OomWatch(watch, file, counts: true) : null;

    // A counter is tied to memory.oom_control by their numbers.
    private static OomWatch? OpenLegacy(string cgroup)
    {
        var file = $"{cgroup}/memory.oom_control";
        if (FileSystem.TryOpen(file, OpenFlags.O_RDONLY, out var control) is not Errno.None)
        {
            return null;
        }

        using (control)
        {
            var counter = Notification.OpenCounter();
            var numbers = $"{counter.DangerousGetHandle()} {control.DangerousGetHandle()}";
            if (FileSystem.TryWriteText($"{cgroup}/cgroup.event_control", numbers) is Errno.None)
            {
                return new OomWatch(counter, file, counts: false);
            }

            counter.Dispose();
            return null;
        }
    }

    private bool Drain()
    {
        Span<byte> buffer = stackalloc byte[LongestNotification];
        var isNotified = false;
        while (FileSystem.TryRead(Handle, buffer, out var length) is Errno.None && length > 0)
        {
            isNotified = true;
        }

        return isNotified;
    }

    private ulong Kills() => _counts ? KillsIn(_file) : 0;

    private static ulong KillsIn(string file) => StatisticsText.Pairs(FileSystem.TryReadText(file) ?? "").GetValueOrDefault("oom_kill");
}
