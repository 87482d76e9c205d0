using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Terminals;

/// <summary>A pair of terminal ends, see pty(7).</summary>
public sealed unsafe class PseudoTerminal : IDisposable
{
    private const uint TIOCSPTLCK = 0x40045431;
    private const uint TIOCGPTPEER = 0x5441;
    private const uint TIOCSCTTY = 0x540e;
    private const uint TIOCGPTN = 0x80045430;
    private const uint PtmxMajor = 5;
    private const uint PtmxMinor = 2;
    private const ulong PtmxInode = 2; // the kernel gives devpts's own node this number in every instance

    private PseudoTerminal(SafeFileHandle master, SafeFileHandle slave, int number) =>
        (Master, Slave, Number) = (master, slave, number);

    /// <summary>The end that the caller keeps.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The end that the program gets.</summary>
    public SafeFileHandle Slave { get; }

    /// <summary>The slave's name in its devpts, as in <c>/dev/pts/0</c>.</summary>
    public int Number { get; }

    /// <summary>Opens a pair in the devpts whose ptmx node is at <paramref name="path"/> below <paramref name="root"/>.</summary>
    /// <remarks>
    /// CVE-2025-52565: the node is checked by handle, and the slave comes from the master, never by path. A node made by mknod(2)
    /// would lead to a devpts beside it, of which somebody else may have the slaves.
    /// </remarks>
    public static PseudoTerminal Open(RootedDirectory root, string path)
    {
        using var node = root.Open(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        var status = FileSystem.Stat(node, path);
        if (status.Type is not FileType.S_IFCHR || (status.DeviceMajor, status.DeviceMinor) != (PtmxMajor, PtmxMinor)
            || status.Inode != PtmxInode || FileSystem.TypeOf(node) is not FileSystemMagic.DEVPTS_SUPER_MAGIC)
        {
            throw new LinuxException("open", $"{path} (not the terminal multiplexer of a devpts)", Errno.ENODEV);
        }

        var master = FileSystem.Open($"/proc/self/fd/{node.DangerousGetHandle()}", OpenFlags.O_RDWR | OpenFlags.O_NOCTTY);
        var unlock = 0;
        int number;
        Check(Libc.Ioctl(master, TIOCSPTLCK, &unlock), "TIOCSPTLCK");
        Check(Libc.Ioctl(master, TIOCGPTN, &number), "TIOCGPTN");
        var flags = (void*)(nint)(OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC);
        var slave = Libc.Ioctl(master, TIOCGPTPEER, flags);
        Check(slave, "TIOCGPTPEER");
        return new PseudoTerminal(master, new SafeFileHandle(slave, ownsHandle: true), number);
    }

    /// <summary>Makes a terminal the controlling one of this session.</summary>
    public static void Control(SafeFileHandle terminal) => Check(Libc.Ioctl(terminal, TIOCSCTTY, null), "TIOCSCTTY");

    /// <inheritdoc/>
    public void Dispose()
    {
        Master.Dispose();
        Slave.Dispose();
    }

    private static void Check(int result, string request)
    {
        if (result < 0)
        {
            throw LinuxException.Last("ioctl", $"terminal {request}");
        }
    }
}
