using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Open ways into a container's cgroups, for a process that is about to be made.</summary>
/// <param name="Legacy">The <c>tasks</c> files of version 1, each with its cgroup's path: the process writes itself in.</param>
/// <param name="Unified">The directory of version 2, to be born in; null when there is none.</param>
internal sealed record CgroupEntrance(IReadOnlyList<(SafeFileHandle Door, string Path)> Legacy, SafeFileHandle? Unified) : IDisposable
{
    /// <summary>No cgroup to enter.</summary>
    public static CgroupEntrance None { get; } = new([], null);

    /// <inheritdoc/>
    public void Dispose()
    {
        Unified?.Dispose();
        foreach (var (door, _) in Legacy)
        {
            door.Dispose();
        }
    }
}
