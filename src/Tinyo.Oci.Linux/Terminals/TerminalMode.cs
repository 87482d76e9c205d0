using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Terminals;

/// <summary>How a terminal treats what is typed: struct termios of the kernel, see termios(3).</summary>
public sealed unsafe class TerminalMode
{
    private const uint TCGETS = 0x5401;
    private const uint TCSETS = 0x5402;
    private const int Length = 60; // struct termios of the kernel on every architecture we build for, rounded up
    private const uint ONLCR = 0x4;
    private const uint OPOST = 0x1;
    private const uint CSIZE = 0x30;
    private const uint PARENB = 0x100;
    private const uint CS8 = 0x30;
    private const uint InputProcessing = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
    private const uint LineEditing = 0x1 | 0x2 | 0x8 | 0x40 | 0x8000; // ISIG ICANON ECHO ECHONL IEXTEN
    private const int VTIME = 5;
    private const int VMIN = 6;
    private const int ControlCharacters = 17;

    private readonly byte[] _raw;

    private TerminalMode(byte[] raw) => _raw = raw;

    /// <summary>The mode of a terminal; null when the descriptor is none.</summary>
    public static TerminalMode? TryGet(SafeFileHandle terminal)
    {
        var raw = new byte[Length];
        fixed (byte* pointer = raw)
        {
            return Libc.Ioctl(terminal, TCGETS, pointer) < 0 ? null : new TerminalMode(raw);
        }
    }

    /// <summary>Gives a terminal this mode.</summary>
    public void Set(SafeFileHandle terminal)
    {
        fixed (byte* pointer = _raw)
        {
            Libc.Ioctl(terminal, TCSETS, pointer); // a terminal that has gone needs no mode
        }
    }

    /// <summary>This mode with nothing that is typed edited, echoed or turned into signals, see cfmakeraw(3); what is printed still gets its carriage returns.</summary>
    public TerminalMode Raw() => Change(flags =>
    {
        flags[0] &= ~InputProcessing;
        flags[1] |= OPOST;
        flags[2] = (flags[2] & ~(CSIZE | PARENB)) | CS8;
        flags[3] &= ~LineEditing;
        var characters = (byte*)flags + ControlCharacters;
        (characters[VMIN], characters[VTIME]) = (1, 0);
    });

    /// <summary>This mode with a line feed sent as it is, since the caller's terminal adds its own carriage return.</summary>
    public TerminalMode WithoutCarriageReturns() => Change(flags => flags[1] &= ~ONLCR);

    private TerminalMode Change(FlagsChange change)
    {
        var copy = (byte[])_raw.Clone();
        fixed (byte* pointer = copy)
        {
            change((uint*)pointer);
        }

        return new TerminalMode(copy);
    }

    private delegate void FlagsChange(uint* flags);
}
