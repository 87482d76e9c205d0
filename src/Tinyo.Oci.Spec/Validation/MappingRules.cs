namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for id mappings.</summary>
internal static class MappingRules
{
    // UID_GID_MAP_MAX_EXTENTS of the kernel.
    private const int MostMappings = 340;

    internal static void Check(Findings findings, string path, IReadOnlyList<LinuxIdMapping> mappings)
    {
        if (mappings.Count > MostMappings)
        {
            findings.Error(path, $"has {mappings.Count} mappings, the kernel takes {MostMappings}");
        }

        for (var index = 0; index < mappings.Count; index++)
        {
            var mapping = mappings[index];
            if (mapping.Size is 0)
            {
                findings.Error($"{path}[{index}].size", "found 0, expected 1 or more");
            }
            else if (Math.Max(mapping.ContainerID, mapping.HostID) + (ulong)mapping.Size > 1UL << 32)
            {
                findings.Error($"{path}[{index}].size", $"found {mapping.Size}, which reaches beyond the last id");
            }
        }
    }
}
