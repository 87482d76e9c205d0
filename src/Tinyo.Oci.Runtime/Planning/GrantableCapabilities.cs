using System.Numerics;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Leaves out the capabilities that a program can't have here: the specification wants a warning, not a failure.</summary>
internal static class GrantableCapabilities
{
    /// <summary>Those that are wanted and can't be had, as a mask.</summary>
    internal static ulong Lacking(CapabilitySets wanted, ulong grantable) =>
        (wanted.Bounding | wanted.Effective | wanted.Inheritable | wanted.Permitted | wanted.Ambient) & ~grantable;

    /// <summary>The process without those that can't be had.</summary>
    internal static ProcessPlan Without(ProcessPlan process, ulong lacking)
    {
        var sets = process.Capabilities;
        return process with
        {
            Capabilities = new CapabilitySets(
                sets.Bounding & ~lacking, sets.Effective & ~lacking, sets.Inheritable & ~lacking, sets.Permitted & ~lacking, sets.Ambient & ~lacking),
        };
    }

    /// <summary>What is said of it.</summary>
    internal static string Warning(ulong lacking)
    {
        var names = new List<string>();
        for (var rest = lacking; rest != 0; rest &= rest - 1)
        {
            names.Add(OciNames.Capabilities[BitOperations.TrailingZeroCount(rest)]);
        }

        return $"process.capabilities: left out what can't be granted here: {string.Join(", ", names)}";
    }
}
