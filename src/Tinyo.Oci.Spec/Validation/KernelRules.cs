using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for the small parts of <c>linux</c>.</summary>
internal static class KernelRules
{
    internal static void Check(Findings findings, LinuxSpec linux)
    {
        findings.NoNul("linux.cgroupsPath", linux.CgroupsPath);
        if (linux.RootfsPropagation is not (null or ""))
        {
            findings.Known("linux.rootfsPropagation", "propagation", linux.RootfsPropagation, OciNames.RootfsPropagations);
        }

        Personality(findings, linux.Personality);
        MemoryPolicy(findings, linux.MemoryPolicy);
        IntelRdt(findings, linux.IntelRdt);
    }

    private static void Personality(Findings findings, LinuxPersonality? personality)
    {
        if (personality is null)
        {
            return;
        }

        findings.Known("linux.personality.domain", "domain", personality.Domain ?? "", OciNames.PersonalityDomains);
        if (personality.Flags.Count > 0)
        {
            findings.Error("linux.personality.flags", "not supported by the specification yet, expected none");
        }
    }

    private static void MemoryPolicy(Findings findings, LinuxMemoryPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        findings.Known("linux.memoryPolicy.mode", "mode", policy.Mode ?? "", OciNames.MemoryPolicyModes);
        findings.AllKnown("linux.memoryPolicy.flags", "flag", policy.Flags, OciNames.MemoryPolicyFlags);
        findings.NumberList("linux.memoryPolicy.nodes", policy.Nodes);
        if (policy.Mode is "MPOL_DEFAULT" or "MPOL_LOCAL" && policy.Nodes is not (null or ""))
        {
            findings.Error("linux.memoryPolicy.nodes", $"can't be set with {policy.Mode}");
        }

        if (policy.Flags.Contains("MPOL_F_STATIC_NODES") && policy.Flags.Contains("MPOL_F_RELATIVE_NODES"))
        {
            findings.Error("linux.memoryPolicy.flags", "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude each other");
        }
    }

    private static void IntelRdt(Findings findings, LinuxIntelRdt? rdt)
    {
        // "/" alone is the default class, anything else becomes a directory.
        if (rdt?.ClosID is { } id and not ("" or "/") && (id is "." or ".." || id.AsSpan().ContainsAny("/\n\0")))
        {
            findings.Error("linux.intelRdt.closID", $"\"{JsonFinding.Shorten(id)}\" can't be the name of a directory");
        }

        if (rdt?.MemBwSchema is { Length: > 0 } schema && (!schema.StartsWith("MB:", StringComparison.Ordinal) || schema.Contains('\n')))
        {
            findings.Error("linux.intelRdt.memBwSchema", $"found \"{JsonFinding.Shorten(schema)}\", expected one line that begins with MB:");
        }
    }
}
