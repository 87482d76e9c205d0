using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Capabilities by name, see capabilities(7).</summary>
internal static class CapabilityNames
{
    /// <summary>The sets as masks; a missing object means no capabilities at all, and a name that is not known is left out.</summary>
    internal static CapabilitySets Sets(LinuxCapabilities? capabilities) => capabilities is null ? default : new CapabilitySets(
        Mask(capabilities.Bounding),
        Mask(capabilities.Effective),
        Mask(capabilities.Inheritable),
        Mask(capabilities.Permitted),
        Mask(capabilities.Ambient));

    private static ulong Mask(IReadOnlyList<string> names)
    {
        var mask = 0UL;
        for (var index = 0; index < names.Count; index++)
        {
            if (KernelNumber.Of(names[index], OciNames.Capabilities) is { } number)
            {
                mask |= 1UL << number;
            }
        }

        return mask;
    }
}
