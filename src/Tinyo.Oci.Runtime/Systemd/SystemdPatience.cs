namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>How long systemd may take.</summary>
/// <param name="Answer">For the answer to a call.</param>
/// <param name="Job">For a unit to be started or stopped.</param>
internal readonly record struct SystemdPatience(TimeSpan Answer, TimeSpan Job)
{
    /// <summary>What callers of other runtimes are used to.</summary>
    public static SystemdPatience Usual { get; } = new(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(30));
}
