using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>The only calls a child may make before execve: direct, with no transition to or from the garbage collector.</summary>
internal static unsafe partial class ChildCalls
{
    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    internal static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc", EntryPoint = "read")]
    [SuppressGCTransition]
    internal static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    [SuppressGCTransition]
    internal static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "open")]
    [SuppressGCTransition]
    internal static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [SuppressGCTransition]
    internal static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [SuppressGCTransition]
    internal static partial int Fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [SuppressGCTransition]
    internal static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "chdir")]
    [SuppressGCTransition]
    internal static partial int Chdir(byte* path);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [SuppressGCTransition]
    internal static partial void Exit(int code);

    [LibraryImport("libc", EntryPoint = "__errno_location")]
    [SuppressGCTransition]
    internal static partial int* ErrnoLocation();
}
