using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Entry;

namespace Tinyo.Oci.Linux.Signals;

/// <summary>Sends signals that the managed runtime's other threads get on to the main thread, which blocks and reads them.</summary>
/// <remarks>
/// A signal goes to any thread that does not block it, would end this process there, and no other thread can be made to block it.
/// The handler is machine code of its own, since managed code must not run where it would interrupt the runtime.
/// </remarks>
internal static unsafe class SignalRedirect
{
    private const int SA_RESTART = 0x10000000;
    private const int LastSignal = 64;
    private const ulong Kept = 1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 8 | 1UL << 10 | 1UL << 12 | 1UL << 18 | 1UL << 30; // faults, KILL, PIPE, STOP

    private static nint s_handler;

    // struct sigaction of the C library, which adds what the kernel needs to return from a handler.
    [StructLayout(LayoutKind.Sequential)]
    private struct Action
    {
        internal nint Handler;
        internal fixed ulong Mask[16];
        internal int Flags;
        internal nint Restorer;
    }

    /// <summary>Begins to; false where the kernel forbids executable memory that comes from no file.</summary>
    internal static bool TryBegin()
    {
        s_handler = EntryImage.TryMapCode() is { } code ? code + EntryMachine.RedirectOffset : 0;
        for (var signal = 1; signal <= LastSignal && s_handler != 0; signal++)
        {
            Set(signal, s_handler);
        }

        return s_handler != 0;
    }

    /// <summary>Leaves one signal to do what it does, or sends it on again.</summary>
    internal static void Let(int signal, bool through)
    {
        if (s_handler != 0)
        {
            Set(signal, through ? 0 : s_handler);
        }
    }

    private static void Set(int signal, nint handler)
    {
        if ((Kept >> signal - 1 & 1) == 0)
        {
            var action = new Action { Handler = handler, Flags = SA_RESTART };
            Libc.Sigaction(signal, &action, null); // the two that the C library keeps for itself refuse: nobody sends them
        }
    }
}
