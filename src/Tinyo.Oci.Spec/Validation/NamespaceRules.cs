using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for namespaces and for what only exists inside them.</summary>
internal static class NamespaceRules
{
    private const uint NanosecondsPerSecond = 1_000_000_000;

    internal static void Check(Findings findings, RuntimeSpec spec)
    {
        if (spec.Linux is not { } linux)
        {
            return;
        }

        var namespaces = new NamespaceSet(linux);
        Each(findings, linux.Namespaces);
        Users(findings, linux, namespaces);
        Clocks(findings, linux.TimeOffsets, namespaces);
        HiddenPaths(findings, "linux.maskedPaths", linux.MaskedPaths, namespaces);
        HiddenPaths(findings, "linux.readonlyPaths", linux.ReadonlyPaths, namespaces);
    }

    private static void Each(Findings findings, IReadOnlyList<LinuxNamespace> namespaces)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < namespaces.Count; index++)
        {
            var (type, path) = (namespaces[index].Type, namespaces[index].Path);
            findings.Known($"linux.namespaces[{index}].type", "namespace", type, OciNames.Namespaces);
            if (!seen.Add(type))
            {
                findings.Error($"linux.namespaces[{index}].type", $"\"{JsonFinding.Shorten(type)}\" is there twice");
            }

            if (path is not (null or ""))
            {
                findings.Absolute($"linux.namespaces[{index}].path", path);
            }
        }
    }

    private static void Users(Findings findings, LinuxSpec linux, NamespaceSet namespaces)
    {
        Mappings(findings, "linux.uidMappings", linux.UidMappings, namespaces);
        Mappings(findings, "linux.gidMappings", linux.GidMappings, namespaces);
    }

    private static void Mappings(Findings findings, string path, IReadOnlyList<LinuxIdMapping> mappings, NamespaceSet namespaces)
    {
        if (mappings.Count > 0 && !namespaces.Has("user"))
        {
            findings.Error(path, "can't be set without a user namespace");
        }

        if (mappings.Count is 0 && namespaces.IsNew("user"))
        {
            findings.Error(path, "missing: a new user namespace needs it");
        }

        MappingRules.Check(findings, path, mappings);
    }

    private static void Clocks(Findings findings, IReadOnlyDictionary<string, LinuxTimeOffset> offsets, NamespaceSet namespaces)
    {
        if (offsets.Count is 0)
        {
            return;
        }

        if (!namespaces.IsNew("time"))
        {
            findings.Error("linux.timeOffsets", $"can't be set {(namespaces.IsJoined("time") ? "in a time namespace that is joined" : "without a time namespace")}");
        }

        foreach (var (clock, offset) in offsets)
        {
            var path = JsonPath.Member("linux.timeOffsets", clock);
            findings.Known(path, "clock", clock, ["monotonic", "boottime"]);
            if (offset.Nanosecs >= NanosecondsPerSecond)
            {
                findings.Error($"{path}.nanosecs", $"found {offset.Nanosecs}, expected less than a second");
            }
        }
    }

    private static void HiddenPaths(Findings findings, string path, IReadOnlyList<string> paths, NamespaceSet namespaces)
    {
        if (paths.Count > 0 && !namespaces.Has("mount"))
        {
            findings.Error(path, "can't be set without a mount namespace");
        }

        for (var index = 0; index < paths.Count; index++)
        {
            if (!paths[index].StartsWith('/') || paths[index].Contains('\0'))
            {
                findings.Absolute(JsonPath.Element(path, index), paths[index]);
            }
        }
    }
}
