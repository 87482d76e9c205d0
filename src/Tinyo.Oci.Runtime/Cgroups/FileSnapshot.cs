using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>What the files hold that systemd sets anew, and all of them, with every change of a unit: it may know a value only roughly, or not at all.</summary>
internal sealed class FileSnapshot
{
    private static readonly string[] s_unified =
    [
        "cpu.idle", "cpu.weight", "cpu.max", "cpuset.cpus", "cpuset.mems", "io.weight", "io.bfq.weight",
        "memory.min", "memory.low", "memory.high", "memory.max", "memory.swap.max", "memory.oom.group", "pids.max",
    ];

    private static readonly string[] s_legacy =
        ["cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "blkio.bfq.weight", "blkio.weight", "memory.limit_in_bytes", "pids.max"];

    private readonly List<(string Path, string Text)> _files = [];

    /// <summary>Reads the files.</summary>
    public static FileSnapshot Of(CgroupRecord record)
    {
        var snapshot = new FileSnapshot();
        foreach (var directory in record.Directories)
        {
            foreach (var name in directory.IsV2 ? s_unified : s_legacy)
            {
                if (CgroupFile.TryRead($"{directory.Path}/{name}") is { } text)
                {
                    snapshot._files.Add(($"{directory.Path}/{name}", text));
                }
            }
        }

        return snapshot;
    }

    /// <summary>Writes those that hold something else by now, as far as the kernel takes it.</summary>
    public void Restore()
    {
        foreach (var (path, text) in _files)
        {
            if (CgroupFile.TryRead(path) is { } now && now != text)
            {
                FileSystem.TryWriteText(path, text);
            }
        }
    }
}
