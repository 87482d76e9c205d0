namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>A system call as a filter is told of it, struct seccomp_data.</summary>
internal readonly record struct FilteredCall(uint Architecture, uint Number, ulong A = 0, ulong B = 0, ulong C = 0, ulong D = 0, ulong E = 0, ulong F = 0)
{
    internal const uint X64 = 0xC000003E;
    internal const uint X86 = 0x40000003;
    internal const uint X32Bit = 0x40000000;

    /// <summary>The 32 bits at an offset, on a machine of either kind.</summary>
    internal uint Word(int offset, bool isBigEndian) => offset switch
    {
        0 => Number,
        4 => Architecture,
        < 16 => 0,
        _ => (uint)(Argument((offset - 16) / 8) >> ((offset % 8 == 4) != isBigEndian ? 32 : 0)),
    };

    internal ulong Argument(int index) => index switch { 0 => A, 1 => B, 2 => C, 3 => D, 4 => E, _ => F };
}
