using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux;

/// <summary>Numbers of system calls made without the C library: from 424 on they are the same on every architecture.</summary>
internal static class SystemCall
{
    internal const int PidfdSendSignal = 424;
    internal const int OpenTree = 428;
    internal const int MoveMount = 429;
    internal const int Fsopen = 430;
    internal const int Fsconfig = 431;
    internal const int Fsmount = 432;
    internal const int Fspick = 433;
    internal const int PidfdOpen = 434;
    internal const int Clone3 = 435;
    internal const int CloseRange = 436;
    internal const int Openat2 = 437;
    internal const int Faccessat2 = 439;
    internal const int MountSetattr = 442;

    // x86-64 has numbers of its own; every later architecture shares the generic table.
    private static readonly bool s_x64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static int Setresuid => s_x64 ? 117 : 147;

    internal static int Setresgid => s_x64 ? 119 : 149;

    internal static int Setgroups => s_x64 ? 116 : 159;

    internal static int Capset => s_x64 ? 126 : 91;

    internal static int PivotRoot => s_x64 ? 155 : 41;

    internal static int IoprioSet => s_x64 ? 251 : 30;

    internal static int SchedSetattr => s_x64 ? 314 : 274;

    internal static int SetMempolicy => s_x64 ? 238 : 237;

    internal static int Execveat => s_x64 ? 322 : 281;

    internal static int Statx => s_x64 ? 332 : 291;

    internal static int Unshare => s_x64 ? 272 : 97;

    internal static int Setns => s_x64 ? 308 : 268;

    internal static int RtSigaction => s_x64 ? 13 : 134;

    internal static int RtSigprocmask => s_x64 ? 14 : 135;

    internal static int Signalfd4 => s_x64 ? 289 : 74;

    internal static int Keyctl => s_x64 ? 250 : 219;

    internal static int Bpf => s_x64 ? 321 : 280;
}
