using Tinyo.Oci.Linux;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Tries again what the kernel does in its own time.</summary>
internal static class Retry
{
    /// <summary>Tries until it is done or time is up, with pauses that grow from 1 ms.</summary>
    public static bool Until(Func<bool> isDone, int milliseconds, int longestPause)
    {
        var deadline = Environment.TickCount64 + milliseconds;
        for (var pause = 1; !isDone(); pause = Math.Min(pause * 2, longestPause))
        {
            if (Environment.TickCount64 >= deadline)
            {
                return false;
            }

            Poller.Pause(pause);
        }

        return true;
    }
}
