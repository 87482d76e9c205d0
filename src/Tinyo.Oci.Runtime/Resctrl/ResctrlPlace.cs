using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>A container's groups in resctrl, by their paths from its root.</summary>
/// <param name="Group">Its class of service; empty for the default one.</param>
/// <param name="IsOwn">Whether the class is for this container only, and goes with it.</param>
/// <param name="Monitor">The group in which it is counted; null for none of its own.</param>
internal sealed record ResctrlPlace(string Group, bool IsOwn, string? Monitor)
{
    /// <summary>Where a container with such a configuration belongs.</summary>
    public static ResctrlPlace Of(LinuxIntelRdt wanted, string id)
    {
        var group = wanted.ClosID switch
        {
            null or "" => id,
            "/" => "",
            var given => given,
        };
        return new ResctrlPlace(group, wanted.ClosID is null or "", wanted.EnableMonitoring ? Below(group, $"mon_groups/{id}") : null);
    }

    /// <summary>The path of something in a group.</summary>
    public static string Below(string group, string name) => group.Length == 0 ? name : $"{group}/{name}";
}
