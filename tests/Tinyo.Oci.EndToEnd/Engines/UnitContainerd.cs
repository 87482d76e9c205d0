using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd 2 as Kubernetes has it: systemd makes the cgroups, of version 2.</summary>
public sealed class UnitContainerd : NewerContainerd
{
    internal override string PodCgroup => $"/pods{Environment.ProcessId}.slice";

    private protected override EnginePrograms Programs => Requirements.Lab is null ? EnginePrograms.None : EnginePrograms.Newer;

    private protected override string Configuration => $"{base.Configuration.TrimEnd()}\n    SystemdCgroup = true\n";
}
