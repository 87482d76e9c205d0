using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A container's cgroups, whatever the machine's hierarchies are.</summary>
internal interface ICgroup
{
    /// <summary>What must be remembered to find the cgroups again; after <see cref="Create"/>, what was really made.</summary>
    CgroupRecord Record { get; }

    /// <summary>Makes the cgroups; when it fails it removes what it made, and has no cgroups any more.</summary>
    void Create();

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
