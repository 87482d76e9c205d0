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
    internal const int PidfdGetfd = 438;
    internal const int Faccessat2 = 439;
    internal const int MountSetattr = 442;

    // x86-64 has numbers of its own; every later architecture shares the generic table.
    private static readonly bool s_x64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static int Setresuid => s_x64 ? 117 : 147;

    internal static int Setresgid => s_x64 ? 119 : 149;

    internal static int Setgroups => s_x64 ? 116 : 159;

    internal static int Capset => s_x64 ? 126 : 91;

    internal static int PivotRoot => s_x64 ? 155 : 41;
    internal static int Renameat2 => s_x64 ? 316 : 276;

    internal static int IoprioSet => s_x64 ? 251 : 30;

    internal static int SchedSetattr => s_x64 ? 314 : 274;

    internal static int SetMempolicy => s_x64 ? 238 : 237;

    internal static int Execve => s_x64 ? 59 : 221;

    internal static int Execveat => s_x64 ? 322 : 281;

    internal static int Statx => s_x64 ? 332 : 291;

    internal static int Unshare => s_x64 ? 272 : 97;

    internal static int Setns => s_x64 ? 308 : 268;

    internal static int RtSigaction => s_x64 ? 13 : 134;

    internal static int RtSigprocmask => s_x64 ? 14 : 135;

    internal static int Openat => s_x64 ? 257 : 56;

    internal static int Read => s_x64 ? 0 : 63;

    internal static int Recvfrom => s_x64 ? 45 : 207;

    internal static int Sendto => s_x64 ? 44 : 206;

    internal static int Setsockopt => s_x64 ? 54 : 208;

    internal static int Accept4 => s_x64 ? 288 : 242;

    internal static int Ppoll => s_x64 ? 271 : 73;

    internal static int Dup3 => s_x64 ? 292 : 24;

    internal static int Close => s_x64 ? 3 : 57;

    internal static int ExitGroup => s_x64 ? 231 : 94;

    internal static int Write => s_x64 ? 1 : 64;

    internal static int Fchown => s_x64 ? 93 : 55;

    internal static int Ioctl => s_x64 ? 16 : 29;

    internal static int Fcntl => s_x64 ? 72 : 25;

    internal static int Chdir => s_x64 ? 80 : 49;

    internal static int Fchdir => s_x64 ? 81 : 50;

    internal static int Chroot => s_x64 ? 161 : 51;

    internal static int Getcwd => s_x64 ? 79 : 17;

    internal static int Getpid => s_x64 ? 39 : 172;

    internal static int Setsid => s_x64 ? 112 : 157;

    internal static int Umask => s_x64 ? 95 : 166;

    internal static int Prctl => s_x64 ? 157 : 167;

    internal static int Personality => s_x64 ? 135 : 92;

    internal static int Prlimit64 => s_x64 ? 302 : 261;

    internal static int SchedSetaffinity => s_x64 ? 203 : 122;

    internal static int Faccessat => s_x64 ? 269 : 48;

    internal static int MemfdCreate => s_x64 ? 319 : 279;

    internal static int Signalfd4 => s_x64 ? 289 : 74;

    internal static int Keyctl => s_x64 ? 250 : 219;

    internal static int Bpf => s_x64 ? 321 : 280;

    internal static int Seccomp => s_x64 ? 317 : 277;
}
