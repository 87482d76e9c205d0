using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>The cgroups of a container that stays in its caller's: nothing to make, nobody to signal.</summary>
internal sealed class NoCgroup : ICgroup
{
    /// <summary>The one that is enough.</summary>
    public static NoCgroup Instance { get; } = new();

    /// <inheritdoc/>
    public CgroupRecord Record => CgroupRecord.None;

    /// <inheritdoc/>
    public void Create(Action<SafeFileHandle?>? born = null) => born?.Invoke(null);

    /// <inheritdoc/>
    public void Undo()
    {
    }

    /// <inheritdoc/>
    public CgroupEntrance OpenEntrance(string? except = null) => CgroupEntrance.None;

    /// <inheritdoc/>
    public void JoinUnified(int pid)
    {
    }

    /// <inheritdoc/>
    public void Join(int pid)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Processes() => [];

    /// <inheritdoc/>
    public void SignalAll(Signal signal)
    {
    }

    /// <inheritdoc/>
    public bool IsFrozen() => false;

    /// <inheritdoc/>
    public void Freeze() => throw new OciException("the container has no cgroup of its own, so it can't be paused");

    /// <inheritdoc/>
    public void Thaw()
    {
    }

    /// <inheritdoc/>
    public void Remove()
    {
    }
}
