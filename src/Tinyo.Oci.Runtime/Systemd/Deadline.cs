namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>A moment by which something must have happened.</summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    /// <summary>The milliseconds that are left, never negative.</summary>
    public int Left => (int)Math.Clamp(_end - Environment.TickCount64, 0, int.MaxValue);

    /// <summary>The moment after a time from now.</summary>
    public static Deadline In(TimeSpan time) => new(Environment.TickCount64 + (long)time.TotalMilliseconds);
}
