using Tinyo.Oci.Spec.Validation;

namespace Tinyo.Oci.Spec;

/// <summary>Finds every problem that a configuration has by itself, without a look at the host.</summary>
public static class SpecValidator
{
    /// <summary>Checks a configuration that a container is to be created from.</summary>
    public static ValidationReport Validate(RuntimeSpec spec)
    {
        var findings = new Findings();
        ConfigRules.Check(findings, spec);
        MountRules.Check(findings, spec);
        HookRules.Check(findings, spec.Hooks);
        NamespaceRules.Check(findings, spec);
        if (spec.Process is { } process)
        {
            ProcessRules.Check(findings, "process.", process, spec.OciVersion);
        }

        if (spec.Linux is { } linux)
        {
            Validate(findings, linux);
        }

        return findings.ToReport();
    }

    /// <summary>Checks a process that is to join a container.</summary>
    public static ValidationReport Validate(ProcessSpec process)
    {
        var findings = new Findings();
        ProcessRules.Check(findings, "", process, OciNames.Version);
        return findings.ToReport();
    }

    /// <summary>Checks new limits for a container.</summary>
    public static ValidationReport Validate(LinuxResources resources)
    {
        var findings = new Findings();
        ResourceRules.Check(findings, "", resources);
        return findings.ToReport();
    }

    private static void Validate(Findings findings, LinuxSpec linux)
    {
        var namespaces = new NamespaceSet(linux);
        SysctlRules.Check(findings, linux.Sysctl, namespaces);
        DeviceRules.Check(findings, linux.Devices);
        NetDeviceRules.Check(findings, linux.NetDevices, namespaces);
        KernelRules.Check(findings, linux);
        if (linux.Seccomp is { } seccomp)
        {
            SeccompRules.Check(findings, seccomp);
        }

        if (linux.Resources is { } resources)
        {
            ResourceRules.Check(findings, "linux.resources.", resources);
        }
    }
}
