using System.Runtime.InteropServices;

namespace Tinyo.Oci.Bench;

/// <summary>posix_spawn(3) and wait4(2), raw: what they are given is prepared before, so nothing of ours lies between the clock and the child.</summary>
internal static partial class Kernel
{
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int WNOHANG = 1;
    private const int EINTR = 4;

    private static readonly nint s_actions = MakeActions();

    /// <summary>Has orphans come to us: the inits of containers whose <c>create</c> is done.</summary>
    public static void BecomeSubreaper() => Prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>Starts a program, by vfork and execve, without input and output.</summary>
    public static int Spawn(NativeCommand command)
    {
        var error = PosixSpawn(out var pid, command.Path, s_actions, 0, command.Words, NativeCommand.Environment);
        return error == 0 ? pid : throw new BenchException($"posix_spawn {command}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Waits for a child: its exit code, or 128 + n for signal n.</summary>
    public static int Wait(int pid)
    {
        int status;
        while (Wait4(pid, out status, 0, 0) != pid)
        {
            if (Marshal.GetLastPInvokeError() != EINTR)
            {
                throw new BenchException($"wait4 {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        return (status & 0x7f) == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f);
    }

    /// <summary>Takes leave of orphans that are done.</summary>
    public static void Reap()
    {
        while (Wait4(-1, out _, WNOHANG, 0) > 0)
        {
        }
    }

    private static nint MakeActions()
    {
        var actions = Marshal.AllocHGlobal(256);
        FileActionsInit(actions);
        FileActionsOpen(actions, 0, "/dev/null", 0, 0);
        FileActionsOpen(actions, 1, "/dev/null", 1, 0);
        FileActionsOpen(actions, 2, "/dev/null", 1, 0);
        return actions;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(out int pid, nint path, nint actions, nint attributes, nint words, nint environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial void FileActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void FileActionsOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int pid, out int status, int options, nint usage);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial void Prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
