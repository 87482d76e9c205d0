using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A way into a unit for a process that lives already, by way of the user's systemd.</summary>
/// <param name="systemd">The user's systemd, which asks the machine's for what it may not do itself.</param>
/// <param name="unit">The unit.</param>
/// <param name="below">The cgroup below the unit's, or <c>/</c>.</param>
internal sealed class UnitEntrance(SystemdManager systemd, string unit, string below) : IDisposable
{
    /// <summary>Opens the way; null when systemd can't be reached.</summary>
    public static UnitEntrance? TryOpen(string unit, string below)
    {
        try
        {
            return new UnitEntrance(SystemdManager.Open(BusChoice.Of(isUsers: true), SystemdPatience.Usual), unit, below);
        }
        catch (OciException)
        {
            return null;
        }
    }

    /// <summary>Moves a process into the unit; one that systemd does not take in stays where it is.</summary>
    public void TryTakeIn(int pid)
    {
        try
        {
            systemd.AttachProcesses(unit, below, [(uint)pid]);
        }
        catch (OciException)
        {
            // as before version 238 of systemd, which knows no such call
        }
    }

    /// <inheritdoc/>
    public void Dispose() => systemd.Dispose();
}
