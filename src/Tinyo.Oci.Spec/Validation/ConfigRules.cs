using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for what stands at the top of a configuration.</summary>
internal static class ConfigRules
{
    // UTS_LEN of the kernel.
    private const int LongestHostname = 64;

    internal static void Check(Findings findings, RuntimeSpec spec)
    {
        Version(findings, spec.OciVersion);
        Root(findings, spec.Root);
        var namespaces = new NamespaceSet(spec.Linux);
        UtsName(findings, "hostname", spec.Hostname, namespaces);
        UtsName(findings, "domainname", spec.Domainname, namespaces);
    }

    private static void Version(Findings findings, string version)
    {
        switch (SpecVersion.TryParse(version)?.Major)
        {
            case null:
                findings.Error("ociVersion", $"found \"{JsonFinding.Shorten(version)}\", expected a semantic version like {OciNames.Version}");
                break;
            case 0:
                findings.Warn("ociVersion", $"{JsonFinding.Shorten(version)} is a draft: read as {OciNames.Version}");
                break;
            case > 1:
                findings.Error("ociVersion", $"found {JsonFinding.Shorten(version)}, expected 1.0.0 to {OciNames.Version}");
                break;
        }
    }

    private static void Root(Findings findings, Root? root)
    {
        if (root is null)
        {
            findings.Error("root", "missing, but required");
        }
        else if (root.Path.Length is 0)
        {
            findings.Error("root.path", "empty, expected a path");
        }

        findings.NoNul("root.path", root?.Path);
    }

    private static void UtsName(Findings findings, string path, string? name, NamespaceSet namespaces)
    {
        if (name is null or "")
        {
            return;
        }

        if (!namespaces.Has("uts"))
        {
            findings.Error(path, "can't be set without a uts namespace");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(name) > LongestHostname)
        {
            findings.Error(path, $"longer than {LongestHostname} bytes");
        }

        findings.NoNul(path, name);
    }
}
