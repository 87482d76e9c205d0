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

    internal int Kind;
    internal int Value;
    internal int Error;
}
