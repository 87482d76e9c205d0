using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Terminals;

/// <summary>How many characters a terminal shows: struct winsize, see ioctl_tty(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct WindowSize
{
    private const uint TIOCGWINSZ = 0x5413;
    private const uint TIOCSWINSZ = 0x5414;

    /// <summary>Rows.</summary>
    public ushort Height;

    /// <summary>Columns.</summary>
    public ushort Width;

    private readonly ushort _pixelsWide;
    private readonly ushort _pixelsHigh;

    /// <summary>The size of a terminal; null when the descriptor is none.</summary>
    public static unsafe WindowSize? TryGet(SafeFileHandle terminal)
    {
        WindowSize size;
        return Libc.Ioctl(terminal, TIOCGWINSZ, &size) < 0 ? null : size;
    }

    /// <summary>Sets the size of a terminal, and says why not.</summary>
    public readonly unsafe Errno TrySet(SafeFileHandle terminal)
    {
        var size = this;
        return Libc.Ioctl(terminal, TIOCSWINSZ, &size) < 0 ? Libc.LastError : Errno.None;
    }
}
