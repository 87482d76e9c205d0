using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Processes;

namespace Tinyo.Oci.Linux.Seccomp;

/// <summary>A program that is executed under a filter of system calls, which this process puts on as its very last step.</summary>
/// <remarks>
/// The filter may refuse, or kill for, whatever it likes: from its installation to execve(2) the managed runtime makes no call,
/// and with no listener nothing is called at all. Other threads stay without a filter, and execve(2) ends them.
/// </remarks>
public sealed unsafe class FilteredProgram(ReadOnlyMemory<SocketFilter> filter, FilterFlags flags)
{
    private const int SECCOMP_SET_MODE_FILTER = 1;

    // struct sock_fprog
    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        internal ushort Length;
        internal SocketFilter* Instructions;
    }

    // The framing of MessageSocket.
    [StructLayout(LayoutKind.Sequential)]
    private struct ListenerMessage
    {
        internal int Kind;
        internal int Length;
        internal int Handles;
        internal int Listener;
    }

    /// <summary>The call that is named when the listener could not be handed over.</summary>
    public const string HandingOver = "hand over";

    /// <summary>Tells who is to get the listener: a message of a kind with its number goes to a socket, and any message has to come back.</summary>
    public (SafeFileHandle Socket, int Kind)? Handover { get; init; }

    /// <summary>Puts on the filter and becomes the program; returns only to say which call failed, and why.</summary>
    public (string Call, Errno Error) Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var handover = Handover is { } wanted ? (int)wanted.Socket.DangerousGetHandle() : -1;
        var message = new ListenerMessage { Kind = Handover?.Kind ?? 0, Length = sizeof(int) };
        var file = CurrentProcess.Texts([path]);
        var argv = CurrentProcess.Texts(arguments);
        var envp = CurrentProcess.Texts(environment);
        fixed (SocketFilter* instructions = filter.Span)
        {
            var program = new Filter { Length = (ushort)filter.Length, Instructions = instructions };
            var failed = Run(&program, (nint)(uint)flags, handover, &message, file[0], argv, envp, SystemCall.Seccomp, SystemCall.Execve, out var error);
            return (failed switch { 0 => "seccomp", 1 => HandingOver, _ => "exec" }, error);
        }
    }

    // Only ChildCalls here, on memory prepared before: everything else might be refused.
    private static int Run(
        Filter* filter, nint flags, int handover, ListenerMessage* message, byte* path, byte** arguments, byte** environment,
        int seccomp, int execve, out Errno error)
    {
        var failed = 0;
        var result = ChildCalls.Syscall(seccomp, SECCOMP_SET_MODE_FILTER, flags, (nint)filter, 0, 0);
        if (result >= 0 && handover >= 0)
        {
            failed = 1;
            message->Listener = (int)result;
            result = HandOver(handover, message);
        }

        if (result >= 0)
        {
            failed = 2;
            ChildCalls.Syscall(execve, (nint)path, (nint)arguments, (nint)environment, 0, 0);
        }

        error = (Errno)(*ChildCalls.ErrnoLocation());
        return failed;
    }

    private static nint HandOver(int socket, ListenerMessage* message)
    {
        if (ChildCalls.Write(socket, message, (nuint)sizeof(ListenerMessage)) != sizeof(ListenerMessage))
        {
            return -1;
        }

        var answer = stackalloc byte[sizeof(ListenerMessage) - sizeof(int)];
        return ChildCalls.Read(socket, answer, (nuint)(sizeof(ListenerMessage) - sizeof(int))) > 0 ? 0 : -1;
    }
}
