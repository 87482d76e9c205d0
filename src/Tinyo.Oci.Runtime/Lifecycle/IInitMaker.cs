using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Runtime.Cgroups;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Makes a container's init process, and with it the container.</summary>
internal interface IInitMaker : IDisposable
{
    /// <summary>Whether the start of the process takes more memory than a container may have.</summary>
    bool TakesMemory { get; }

    /// <summary>Starts the process while the container's cgroups are still being made; null for one that is to be launched once they are.</summary>
    /// <param name="unified">The cgroup of version 2, where there is one, which it is born in.</param>
    ProcessHandle? LaunchEarly(SafeFileHandle? unified);

    /// <summary>Starts the process in the container's cgroups, or lets one that was started early enter them.</summary>
    /// <param name="cgroup">The cgroups, which exist.</param>
    /// <param name="late">The path of one that it will enter by itself; null for none.</param>
    /// <param name="isPlaced">Whether it was born in the cgroup of version 2; else it is still to be moved there.</param>
    ProcessHandle Launch(ICgroup cgroup, string? late, out bool isPlaced);

    /// <summary>Waits until the process has all the memory that its start takes.</summary>
    void AwaitStarted();

    /// <summary>Makes the container around the process, which is in its cgroups, until it waits for start.</summary>
    /// <param name="creation">What it is done for.</param>
    /// <param name="late">The way into a cgroup that the process is not in yet; null for none.</param>
    void SetUp(ContainerCreation creation, LateEntrance? late);

    /// <summary>Throws what the process, which has ended, said last; returns when it said nothing.</summary>
    void ThrowLastWords();

    /// <summary>Lets the process outlive this one; false when it has ended.</summary>
    bool TryCommit();

    /// <summary>Lets the program run and waits until it does; throws what the process says when it can't.</summary>
    /// <param name="passListener">Passes on the listener of the program's filter, by its number in the process; null when it has none.</param>
    void Start(Action<int>? passListener);
}
