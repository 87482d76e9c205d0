using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>What this process is and becomes.</summary>
public static unsafe class CurrentProcess
{
    private const int PR_SET_DUMPABLE = 4;
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int F_SETFD = 2;
    private const int F_GETFD = 1;
    private const int FD_CLOEXEC = 1;
    private const int CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>The pid, in the pid namespace that this process is in.</summary>
    public static int Id => Libc.Getpid();

    /// <summary>Sets the file mode creation mask and returns the one before.</summary>
    public static uint SetUmask(uint mask) => Libc.Umask(mask);

    /// <summary>Leaves for new namespaces.</summary>
    public static void Unshare(CloneFlags kinds)
    {
        if (Libc.Unshare((int)kinds) < 0)
        {
            throw LinuxException.Last("unshare", kinds.ToString());
        }
    }

    /// <summary>Sets the host name of this UTS namespace.</summary>
    public static void SetHostname(string name) => SetName(name, "sethostname", Libc.SetHostname);

    /// <summary>Sets the NIS domain name of this UTS namespace.</summary>
    public static void SetDomainname(string name) => SetName(name, "setdomainname", Libc.SetDomainname);

    /// <summary>Adopts the orphans of this process's children.</summary>
    public static void BecomeSubreaper() => Libc.Prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>Keeps processes of the same user namespace from looking into this one, or through its /proc files, until execve(2) (CVE-2016-9962).</summary>
    public static void ForbidTracing() => Libc.Prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);

    /// <summary>Starts a session of its own.</summary>
    public static void StartSession() => Libc.Setsid();

    /// <summary>Sets the execution domain, see personality(2).</summary>
    public static void SetPersonality(uint persona)
    {
        if (Libc.Personality(persona) < 0)
        {
            throw LinuxException.Last("personality", $"0x{persona:x}");
        }
    }

    /// <summary>Marks every descriptor from <paramref name="first"/> on close-on-exec.</summary>
    public static void CloseOnExecuteFrom(int first)
    {
        if (Libc.Syscall(SystemCall.CloseRange, first, int.MaxValue, CLOSE_RANGE_CLOEXEC) == 0)
        {
            return;
        }

        // Before Linux 5.11: one by one, as /proc lists them.
        foreach (var name in Files.FileSystem.TryList("/proc/self/fd") ?? [])
        {
            if (int.TryParse(name, out var number) && number >= first)
            {
                Libc.Fcntl(number, F_SETFD, FD_CLOEXEC);
            }
        }
    }

    /// <summary>Whether a descriptor is open.</summary>
    public static bool HasDescriptor(int number) => Libc.Fcntl(number, F_GETFD, 0) >= 0;

    /// <summary>Makes <paramref name="number"/> refer to what <paramref name="handle"/> refers to.</summary>
    public static void Replace(int number, SafeFileHandle handle)
    {
        if (Libc.Dup3((int)handle.DangerousGetHandle(), number, 0) < 0)
        {
            throw LinuxException.Last("dup3", $"descriptor {number}");
        }
    }

    /// <summary>A descriptor that this process has by number, not closed when the handle is.</summary>
    public static SafeFileHandle Descriptor(int number) => new(number, ownsHandle: false);

    /// <summary>Becomes another program; returns only to say why not.</summary>
    public static Errno Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var file = Texts([path]);
        Libc.Execve(file[0], Texts(arguments), Texts(environment));
        return Libc.LastError;
    }

    private static void SetName(string name, string call, SetNameCall set)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* pointer = bytes)
        {
            if (set(pointer, (nuint)bytes.Length) < 0)
            {
                throw LinuxException.Last(call, name);
            }
        }
    }

    private delegate int SetNameCall(byte* name, nuint length);

    // Never freed: execve(2) replaces this memory, and when it fails the process ends.
    internal static byte** Texts(IReadOnlyList<string> texts)
    {
        var pointers = (byte**)NativeMemory.Alloc((nuint)((texts.Count + 1) * sizeof(nint)));
        for (var i = 0; i < texts.Count; i++)
        {
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        pointers[texts.Count] = null;
        return pointers;
    }
}
