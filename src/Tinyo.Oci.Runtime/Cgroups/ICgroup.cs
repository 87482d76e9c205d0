using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A container's cgroups, whatever the machine's hierarchies are.</summary>
internal interface ICgroup
{
    /// <summary>What must be remembered to find the cgroups again; after <see cref="Create"/>, what was really made.</summary>
    CgroupRecord Record { get; }

    /// <summary>Whether they can be made only around the container's first process, by <see cref="MakeAround"/>.</summary>
    bool IsMadeAroundProcess => false;

    /// <summary>Makes the cgroups; when it fails it removes what it made, and has no cgroups any more.</summary>
    /// <param name="born">When given, that removal is left to the caller, by <see cref="Undo"/>, who has a process there by then. Told the cgroup of version 2, null when there is none, as soon as a process can be born there: before the others are made.</param>
    void Create(Action<SafeFileHandle?>? born = null);

    /// <summary>Makes the cgroups around a process, which is in all of them then.</summary>
    void MakeAround(int pid)
    {
    }

    /// <summary>Tells whoever manages the cgroups of limits, so that he never undoes them; says what he can't be told, a line each.</summary>
    /// <param name="resources">The limits; what is absent stays as it is.</param>
    /// <param name="devices">The rules for devices; none leaves them as they are.</param>
    IReadOnlyList<string> Declare(LinuxResources resources, IReadOnlyList<DeviceRule> devices) => [];

    /// <summary>Takes back what <see cref="Create"/> made, while nobody is in it; what was there before stays.</summary>
    void Undo();

    /// <summary>Opens the ways in for a process that is about to be made.</summary>
    /// <param name="except">The path of a cgroup that it will enter only later.</param>
    CgroupEntrance OpenEntrance(string? except = null);

    /// <summary>Moves a process into every cgroup.</summary>
    void Join(int pid);

    /// <summary>Moves a process into the cgroup of version 2, where it could not be born there.</summary>
    void JoinUnified(int pid);

    /// <summary>The pids in the cgroups and below, ascending.</summary>
    IReadOnlyList<int> Processes();

    /// <summary>Sends a signal to every process in the cgroups and below, new ones included.</summary>
    void SignalAll(Signal signal);

    /// <summary>Whether the processes are held still.</summary>
    bool IsFrozen();

    /// <summary>Holds the processes still, and waits until they are.</summary>
    void Freeze();

    /// <summary>Lets the processes go on.</summary>
    void Thaw();

    /// <summary>Lets the processes go on, those below too that somebody else has frozen: what was killed can only die so.</summary>
    void ThawAll()
    {
        if (IsFrozen())
        {
            Thaw();
        }
    }

    /// <summary>Kills what is left in the cgroups and removes them, with the parents made for them; what has gone already is fine.</summary>
    void Remove();

    /// <summary>Removes the cgroups as far as nobody is in them, and returns those that are in use.</summary>
    IReadOnlyList<string> RemoveUnlessUsed()
    {
        Remove();
        return [];
    }
}
