using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux;

/// <summary>The C library, raw: one line per call, no thinking. Typed rooms stand on top.</summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    /// <summary>The errno of this thread's last call that sets it.</summary>
    internal static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport(Name, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(int directory, string path, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle fd, byte* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle fd, byte* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "pwrite64", SetLastError = true)]
    internal static partial nint Pwrite(SafeFileHandle fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Name, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MkdirAt(int directory, string path, uint mode);

    [LibraryImport(Name, EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MknodAt(int directory, string path, uint mode, ulong device);

    [LibraryImport(Name, EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SymlinkAt(string target, int directory, string path);

    [LibraryImport(Name, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ReadlinkAt(int directory, string path, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UnlinkAt(int directory, string path, int flags);

    /// <summary>See renameat2(2): <see cref="SystemCall.Renameat2"/>, as musl has no such function.</summary>
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint RenameAt2(nint number, nint oldDirectory, string oldPath, nint newDirectory, string newPath, nint flags);

    [LibraryImport(Name, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RenameAt(int oldDirectory, string oldPath, int newDirectory, string newPath);

    [LibraryImport(Name, EntryPoint = "fchmodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FchmodAt(int directory, string path, uint mode, int flags);

    [LibraryImport(Name, EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FchownAt(int directory, string path, uint uid, uint gid, int flags);

    [LibraryImport(Name, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int Fchmod(SafeFileHandle fd, uint mode);

    [LibraryImport(Name, EntryPoint = "fchown", SetLastError = true)]
    internal static partial int Fchown(SafeFileHandle fd, uint uid, uint gid);

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, nuint length, int protection, int flags, SafeFileHandle fd, long offset);

    [LibraryImport(Name, EntryPoint = "fchdir", SetLastError = true)]
    internal static partial int Fchdir(SafeFileHandle fd);

    [LibraryImport(Name, EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Chdir(string path);

    [LibraryImport(Name, EntryPoint = "chroot", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Chroot(string path);

    [LibraryImport(Name, EntryPoint = "getcwd", SetLastError = true)]
    internal static partial byte* Getcwd(byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "umask")]
    internal static partial uint Umask(uint mask);

    /// <summary>See statx(2): <see cref="SystemCall.Statx"/>, as musl has no such function before 1.2.4.</summary>
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Statx(nint number, nint directory, string path, nint flags, nint mask, StatxBuffer* buffer);

    [LibraryImport(Name, EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FaccessAt(int directory, string path, int mode, int flags);

    [LibraryImport(Name, EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int Fstatfs(SafeFileHandle fd, StatfsBuffer* buffer);

    [LibraryImport(Name, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Statfs(string path, StatfsBuffer* buffer);

    [LibraryImport(Name, EntryPoint = "setxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Setxattr(string path, string name, byte* value, nuint size, int flags);

    [LibraryImport(Name, EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Getxattr(string path, string name, byte* value, nuint size);

    [LibraryImport(Name, EntryPoint = "removexattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Removexattr(string path, string name);

    [LibraryImport(Name, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle fd, int operation);

    [LibraryImport(Name, EntryPoint = "sendfile", SetLastError = true)]
    internal static partial nint Sendfile(SafeFileHandle to, SafeFileHandle from, long* offset, nuint count);

    [LibraryImport(Name, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(int fd, int command, nint argument);

    [LibraryImport(Name, EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint Getdents64(SafeFileHandle fd, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* ends, int flags);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int Eventfd(uint value, int flags);

    [LibraryImport(Name, EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int InotifyInit1(int flags);

    [LibraryImport(Name, EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InotifyAddWatch(SafeFileHandle fd, string path, uint mask);

    [LibraryImport(Name, EntryPoint = "dup3", SetLastError = true)]
    internal static partial int Dup3(int from, int to, int flags);

    [LibraryImport(Name, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollItem* items, nuint count, int milliseconds);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(SafeFileHandle fd, nuint request, void* argument);

    [LibraryImport(Name, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string? source, string target, string? type, ulong flags, string? data);

    [LibraryImport(Name, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Umount2(string target, int flags);

    [LibraryImport(Name, EntryPoint = "sethostname", SetLastError = true)]
    internal static partial int SetHostname(byte* name, nuint length);

    [LibraryImport(Name, EntryPoint = "setdomainname", SetLastError = true)]
    internal static partial int SetDomainname(byte* name, nuint length);

    [LibraryImport(Name, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport(Name, EntryPoint = "setsid", SetLastError = true)]
    internal static partial int Setsid();

    [LibraryImport(Name, EntryPoint = "getpid")]
    internal static partial int Getpid();

    [LibraryImport(Name, EntryPoint = "geteuid")]
    internal static partial uint Geteuid();

    [LibraryImport(Name, EntryPoint = "getegid")]
    internal static partial uint Getegid();

    [LibraryImport(Name, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(Name, EntryPoint = "prlimit64", SetLastError = true)]
    internal static partial int Prlimit(int pid, int resource, ulong* wanted, ulong* before);

    [LibraryImport(Name, EntryPoint = "personality", SetLastError = true)]
    internal static partial int Personality(nuint persona);

    [LibraryImport(Name, EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SchedSetAffinity(int pid, nuint size, byte* mask);

    [LibraryImport(Name, EntryPoint = "waitid", SetLastError = true)]
    internal static partial int Waitid(int kind, int id, SignalInfo* info, int options);

    [LibraryImport(Name, EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int Socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport(Name, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SafeFileHandle fd, byte* address, uint length);

    [LibraryImport(Name, EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(SafeFileHandle fd, int backlog);

    [LibraryImport(Name, EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept4(SafeFileHandle fd, byte* address, uint* length, int flags);

    [LibraryImport(Name, EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(SafeFileHandle fd, byte* address, uint length);

    [LibraryImport(Name, EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint Sendmsg(SafeFileHandle fd, SocketMessage* message, int flags);

    [LibraryImport(Name, EntryPoint = "recvmsg", SetLastError = true)]
    internal static partial nint Recvmsg(SafeFileHandle fd, SocketMessage* message, int flags);

    [LibraryImport(Name, EntryPoint = "execve", SetLastError = true)]
    internal static partial int Execve(byte* path, byte** arguments, byte** environment);

    [LibraryImport(Name, EntryPoint = "regcomp")]
    internal static partial int Regcomp(byte* compiled, byte* pattern, int flags);

    [LibraryImport(Name, EntryPoint = "regexec")]
    internal static partial int Regexec(byte* compiled, byte* text, nuint matches, void* match, int flags);

    [LibraryImport(Name, EntryPoint = "regfree")]
    internal static partial void Regfree(byte* compiled);

    /// <summary>A system call that the C library of the oldest supported build machine does not wrap, or wraps for all threads at once.</summary>
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint Syscall(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0);
}
