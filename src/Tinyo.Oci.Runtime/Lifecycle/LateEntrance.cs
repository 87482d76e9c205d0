using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The way into a cgroup for an init that already runs.</summary>
/// <param name="Door">The file that init writes itself to.</param>
/// <param name="Path">The cgroup's directory.</param>
/// <param name="IsV2">Whether it is the cgroup of version 2, which is for all controllers.</param>
internal sealed record LateEntrance(SafeFileHandle Door, string Path, bool IsV2) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Door.Dispose();
}
