namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Calls that can also be made through socketcall(2) and ipc(2), and the number that they have there.</summary>
internal static class MultiplexedCall
{
    /// <summary>The number of a call there, and which of both it is; 0 for a call that has none.</summary>
    internal static (int Call, bool IsIpc) Of(int call)
    {
        Span<char> name = stackalloc char[SyscallTable.LongestName];
        return Of(name[..SyscallTable.CopyName(call, name)]);
    }

    /// <summary>The same for a name.</summary>
    internal static (int Call, bool IsIpc) Of(ReadOnlySpan<char> name) => name switch
    {
        "socket" => (1, false),
        "bind" => (2, false),
        "connect" => (3, false),
        "listen" => (4, false),
        "accept" => (5, false),
        "getsockname" => (6, false),
        "getpeername" => (7, false),
        "socketpair" => (8, false),
        "send" => (9, false),
        "recv" => (10, false),
        "sendto" => (11, false),
        "recvfrom" => (12, false),
        "shutdown" => (13, false),
        "setsockopt" => (14, false),
        "getsockopt" => (15, false),
        "sendmsg" => (16, false),
        "recvmsg" => (17, false),
        "accept4" => (18, false),
        "recvmmsg" => (19, false),
        "sendmmsg" => (20, false),
        "semop" => (1, true),
        "semget" => (2, true),
        "semctl" => (3, true),
        "semtimedop" => (4, true),
        "msgsnd" => (11, true),
        "msgrcv" => (12, true),
        "msgget" => (13, true),
        "msgctl" => (14, true),
        "shmat" => (21, true),
        "shmdt" => (22, true),
        "shmget" => (23, true),
        "shmctl" => (24, true),
        _ => (0, false),
    };
}
