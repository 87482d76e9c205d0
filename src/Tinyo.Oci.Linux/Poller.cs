using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux;

/// <summary>Waits for descriptors, see poll(2).</summary>
public static unsafe class Poller
{
    private const short POLLIN = 1;
    private const short POLLOUT = 4;

    /// <summary>Whether a descriptor has something to read, or has come to its end, within a time; negative waits for ever.</summary>
    public static bool IsReadable(SafeFileHandle handle, int milliseconds) => WaitAny([handle], milliseconds) == 0;

    /// <summary>Waits for a time.</summary>
    public static void Pause(int milliseconds) => Wait(null, 0, milliseconds);

    /// <summary>The index of the first descriptor that is readable or at its end, -1 when time is up; null entries are left out.</summary>
    public static int WaitAny(ReadOnlySpan<SafeFileHandle?> handles, int milliseconds)
    {
        var items = stackalloc PollItem[handles.Length];
        for (var i = 0; i < handles.Length; i++)
        {
            items[i] = Item(handles[i], POLLIN);
        }

        return Wait(items, handles.Length, milliseconds);
    }

    /// <summary>The index of the first target that is ready or at its end, -1 when time is up.</summary>
    public static int WaitAny(ReadOnlySpan<PollTarget> targets, int milliseconds)
    {
        var items = stackalloc PollItem[targets.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            items[i] = Item(targets[i].Handle, targets[i].ForWriting ? POLLOUT : POLLIN);
        }

        return Wait(items, targets.Length, milliseconds);
    }

    private static PollItem Item(SafeFileHandle? handle, short events) =>
        new() { Fd = handle is null ? -1 : (int)handle.DangerousGetHandle(), Events = events };

    private static int Wait(PollItem* items, int count, int milliseconds)
    {
        var deadline = Environment.TickCount64 + milliseconds;
        int ready;
        while ((ready = Libc.Poll(items, (nuint)count, milliseconds)) < 0 && Libc.LastError is Errno.EINTR)
        {
            milliseconds = milliseconds < 0 ? milliseconds : (int)Math.Max(0, deadline - Environment.TickCount64);
        }

        for (var i = 0; ready > 0 && i < count; i++)
        {
            if (items[i].Happened != 0)
            {
                return i;
            }
        }

        return ready < 0 ? throw LinuxException.Last("poll", "descriptors") : -1;
    }
}
