using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Entry;

/// <summary>One call of an <see cref="EntryTable"/>, in the form that <see cref="EntryMachine"/> reads.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EntryRow
{
    /// <summary>A number that is no system call: store <see cref="B"/> at the address <see cref="A"/>.</summary>
    internal const long Store = -1;

    /// <summary>A number that is no system call: the byte at the address <see cref="A"/> must be <see cref="B"/>.</summary>
    internal const long Compare = -2;

    /// <summary>A number that is no system call: store at the address <see cref="A"/> what is at the address <see cref="B"/>.</summary>
    internal const long Copy = -3;

    internal const int Length = 11 * sizeof(long);

    /// <summary>Where <see cref="A"/> lies in a row.</summary>
    internal const int OffsetOfA = sizeof(long);

    /// <summary>Where <see cref="Next"/> lies in a row.</summary>
    internal const int OffsetOfNext = 8 * sizeof(long);

    /// <summary>The system call.</summary>
    internal long Number;

    /// <summary>Its six arguments.</summary>
    internal long A, B, C, D, E, F;

    /// <summary>The address that its result is stored at; 0 for none.</summary>
    internal long Into;

    /// <summary>The row after it.</summary>
    internal long Next;

    /// <summary>The row after it when it fails; 0 makes the failure known and ends the process.</summary>
    internal long Otherwise;

    /// <summary>Which row this is.</summary>
    internal long Index;
}
