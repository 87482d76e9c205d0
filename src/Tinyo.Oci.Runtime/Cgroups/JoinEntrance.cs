using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Opens the ways into the cgroups of a container that runs, for a process that joins it.</summary>
/// <param name="record">The container's cgroups.</param>
/// <param name="below">Those below them that are asked for.</param>
/// <param name="initPid">The container's init process: where its cgroup is not the container's any more, its own is the one to join.</param>
/// <param name="tolerant">Whether a hierarchy in which nothing may be done is left out.</param>
internal sealed class JoinEntrance(CgroupRecord record, SubCgroups below, int initPid, bool tolerant)
{
    private IReadOnlyList<CgroupHierarchy>? _inits;

    /// <summary>Whether the kernel has ever killed in the container for want of memory.</summary>
    public bool HasKilledForMemory => OomWatch.HasEverKilled(record);

    /// <summary>Opens the ways in.</summary>
    public CgroupEntrance Open()
    {
        below.ThrowUnlessKnown(record);
        var legacy = new List<(SafeFileHandle, string)>(record.Directories.Count);
        SafeFileHandle? unified = null;
        foreach (var directory in record.Directories)
        {
            if (TryOpen(directory, out var path) is not { } handle)
            {
                continue;
            }

            if (directory.IsV2)
            {
                unified = handle;
            }
            else
            {
                legacy.Add((handle, path));
            }
        }

        return new CgroupEntrance(legacy, unified);
    }

    /// <summary>Opens the cgroup of version 2 that init is in now; null when there is none, or another one was asked for.</summary>
    public SafeFileHandle? OpenInits()
    {
        foreach (var directory in record.Directories)
        {
            if (directory.IsV2 && below.IsEmpty && InitsPath(directory) is { } path
                && Cgroup.OpenTree(directory with { Path = path }).TryOpenEntrance(out var handle) is Errno.None)
            {
                return handle;
            }
        }

        return null;
    }

    /// <summary>Opens the list of processes of the cgroup of version 2, for a kernel in which no process can be born in it; null when there is none.</summary>
    public (SafeFileHandle Door, string Path)? OpenDoor()
    {
        foreach (var directory in record.Directories)
        {
            var path = below.Locate(directory);
            if (directory.IsV2 && FileSystem.TryOpen($"{path}/cgroup.procs", OpenFlags.O_WRONLY, out var door) is Errno.None)
            {
                return (door, path);
            }
        }

        return null;
    }

    /// <summary>Opens the unit of the user's systemd, which may take in a process where this one may not put it; null when there is none.</summary>
    public UnitEntrance? OpenUnit()
    {
        foreach (var directory in record.Directories)
        {
            if (directory.IsV2 && record is { Unit: { } unit, IsUsers: true })
            {
                var path = below.IsEmpty ? InitsPath(directory) ?? directory.Path : below.Locate(directory);
                return UnitEntrance.TryOpen(unit, path.StartsWith($"{directory.Path}/", StringComparison.Ordinal) ? path[directory.Path.Length..] : "/");
            }
        }

        return null;
    }

    private SafeFileHandle? TryOpen(CgroupDirectory directory, out string path)
    {
        path = below.Locate(directory);
        var error = Cgroup.OpenTree(directory with { Path = path }).TryOpenEntrance(out var handle);
        if (error is Errno.ENOENT && below.IsEmpty && InitsPath(directory) is { } inits)
        {
            path = inits;
            error = Cgroup.OpenTree(directory with { Path = path }).TryOpenEntrance(out handle);
        }

        return error switch
        {
            Errno.None => handle,
            Errno.EACCES or Errno.EPERM or Errno.EROFS when tolerant => null,
            _ => throw CgroupTree.Failure("can't be joined", path, error),
        };
    }

    private string? InitsPath(CgroupDirectory directory)
    {
        _inits ??= CgroupHierarchyReader.ReadOf(initPid.ToString(CultureInfo.InvariantCulture));
        foreach (var hierarchy in _inits)
        {
            if (string.Join(',', hierarchy.Controllers) == directory.Controllers)
            {
                return ContainerPath.Below(directory.Mount, hierarchy.OwnPath);
            }
        }

        return null;
    }
}
