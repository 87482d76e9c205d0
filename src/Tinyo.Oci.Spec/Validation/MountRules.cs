using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for mounts.</summary>
internal static class MountRules
{
    internal static void Check(Findings findings, RuntimeSpec spec)
    {
        var hasUsers = new NamespaceSet(spec.Linux).Has("user");
        for (var index = 0; index < spec.Mounts.Count; index++)
        {
            var mount = spec.Mounts[index];
            Destination(findings, index, mount.Destination);
            NoNuls(findings, index, mount);
            Mappings(findings, index, mount, hasUsers);
        }
    }

    private static void Destination(Findings findings, int index, string destination)
    {
        if (destination.Length is 0)
        {
            findings.Error($"mounts[{index}].destination", "empty, expected an absolute path");
        }
        else if (destination[0] is not '/')
        {
            findings.Warn(
                $"mounts[{index}].destination",
                $"relative path \"{JsonFinding.Shorten(destination)}\" is deprecated: read as \"/{JsonFinding.Shorten(destination)}\"");
        }
    }

    private static void NoNuls(Findings findings, int index, Mount mount)
    {
        if (mount.Destination.Contains('\0') || mount.Source?.Contains('\0') is true || mount.Type?.Contains('\0') is true)
        {
            findings.Error($"mounts[{index}]", "contains a NUL character");
        }

        for (var option = 0; option < mount.Options.Count; option++)
        {
            if (mount.Options[option].Contains('\0'))
            {
                findings.Error($"mounts[{index}].options[{option}]", "contains a NUL character");
            }
        }
    }

    private static void Mappings(Findings findings, int index, Mount mount, bool hasUsers)
    {
        if (mount.UidMappings.Count > 0 != mount.GidMappings.Count > 0)
        {
            var missing = mount.UidMappings.Count > 0 ? "gidMappings" : "uidMappings";
            findings.Error($"mounts[{index}].{missing}", "missing: a mount with id mappings needs both");
        }

        var isMapped = mount.Options.Contains("idmap") || mount.Options.Contains("ridmap");
        if (isMapped && mount.UidMappings.Count is 0 && mount.GidMappings.Count is 0 && !hasUsers)
        {
            findings.Error($"mounts[{index}].options", "idmap needs uidMappings and gidMappings, or a user namespace to take them from");
        }

        if (mount.UidMappings.Count + mount.GidMappings.Count > 0)
        {
            MappingRules.Check(findings, $"mounts[{index}].uidMappings", mount.UidMappings);
            MappingRules.Check(findings, $"mounts[{index}].gidMappings", mount.GidMappings);
        }
    }
}
