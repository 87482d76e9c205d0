using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Puts a filter on the calling thread alone, for as long as it lives.</summary>
internal static partial class ThreadFilter
{
    private const int PR_SET_NO_NEW_PRIVS = 38;
    private const int SYS_seccomp = 317;
    private const int SECCOMP_SET_MODE_FILTER = 1;

    internal static void Install(SocketFilter[] filter)
    {
        var pinned = GCHandle.Alloc(filter, GCHandleType.Pinned);
        try
        {
            var program = new Program { Length = (ushort)filter.Length, Instructions = pinned.AddrOfPinnedObject() };
            if (Prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
                || Seccomp(SYS_seccomp, SECCOMP_SET_MODE_FILTER, (nint)FilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW, ref program) != 0)
            {
                throw new InvalidOperationException($"the kernel refuses the filter: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            pinned.Free();
        }
    }

    // struct sock_fprog
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        internal ushort Length;
        internal nint Instructions;
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Seccomp(nint number, nint operation, nint flags, ref Program program);
}
