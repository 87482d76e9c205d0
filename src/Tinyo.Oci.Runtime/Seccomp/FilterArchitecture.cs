using System.Runtime.InteropServices;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>A kind of program that a kernel runs, as a filter sees it.</summary>
/// <param name="Name">The specification's name.</param>
/// <param name="Column">Its column in <see cref="SyscallTable"/>.</param>
/// <param name="AuditArch">How the kernel names it to a filter, AUDIT_ARCH_*.</param>
/// <param name="IsWide">Whether arguments have 64 bits; of others only the low half is looked at.</param>
/// <param name="IsBigEndian">Whether the high half of an argument comes first.</param>
internal sealed record FilterArchitecture(string Name, int Column, uint AuditArch, bool IsWide = true, bool IsBigEndian = false)
{
    /// <summary>x32 is told from x86-64 by this bit of the call's number alone.</summary>
    internal const uint X32Bit = 0x40000000;

    private static readonly FilterArchitecture[][] s_families =
    [
        [new("SCMP_ARCH_X86_64", 0, 0xC000003E), new("SCMP_ARCH_X86", 1, 0x40000003, IsWide: false), new("SCMP_ARCH_X32", 2, 0xC000003E, IsWide: false)],
        [new("SCMP_ARCH_AARCH64", 3, 0xC00000B7), new("SCMP_ARCH_ARM", 4, 0x40000028, IsWide: false)],
        [new("SCMP_ARCH_RISCV64", 5, 0xC00000F3)],
        [new("SCMP_ARCH_PPC64LE", 6, 0xC0000015)],
        [new("SCMP_ARCH_S390X", 7, 0x80000016, IsBigEndian: true)],
    ];

    /// <summary>What is added to the table's numbers.</summary>
    internal uint NumberBase => Name is "SCMP_ARCH_X32" ? X32Bit : 0;

    /// <summary>Whether an unknown call can arrive as number 0, which long ago was setup(2).</summary>
    internal bool HidesUnknownInZero => Name is "SCMP_ARCH_S390X";

    /// <summary>The number of socketcall(2), or of ipc(2), through which old programs make many calls; negative where there is none.</summary>
    internal int Multiplexer(bool isIpc) => SyscallTable.Number(SyscallTable.IndexOf(isIpc ? "ipc" : "socketcall"), Column);

    /// <summary>All kinds of programs that the kernel of a machine runs, its own kind first.</summary>
    internal static FilterArchitecture[] Family(Architecture host) => host switch
    {
        Architecture.X64 => s_families[0],
        Architecture.Arm64 => s_families[1],
        Architecture.RiscV64 => s_families[2],
        Architecture.Ppc64le => s_families[3],
        Architecture.S390x => s_families[4],
        _ => throw new Spec.OciException($"linux.seccomp: this build has no system calls of {host}"),
    };

    /// <summary>The names of all kinds, in order.</summary>
    internal static IReadOnlyList<string> Names =>
        [.. s_families.SelectMany(static family => family).Select(static architecture => architecture.Name).Order(StringComparer.Ordinal)];
}
