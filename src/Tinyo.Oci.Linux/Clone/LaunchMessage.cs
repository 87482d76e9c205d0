using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>What a child says on its socket before it executes anything.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LaunchMessage
{
    /// <summary>The step numbered <see cref="Value"/> failed with <see cref="Error"/>.</summary>
    internal const int Failed = 1;

    /// <summary>A sibling with pid <see cref="Value"/> carries on.</summary>
    internal const int Forked = 2;

    /// <summary>The child waits for its id maps.</summary>
    internal const int MapsWanted = 3;

    /// <summary>The call numbered <see cref="Value"/> on the way into a container failed with <see cref="Error"/>, or none when it is refused.</summary>
    internal const int EntryFailed = 4;

    /// <summary>On the way into a container a filter was put on, whose listener has the number <see cref="Value"/>; any byte lets the process go on.</summary>
    internal const int EntryListener = 5;

    internal int Kind;
    internal int Value;
    internal int Error;
}
