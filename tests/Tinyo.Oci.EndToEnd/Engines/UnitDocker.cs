using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer as it is on most machines: systemd makes its cgroups, of version 2.</summary>
public sealed class UnitDocker : Docker
{
    private protected override EnginePrograms Programs => Requirements.Lab is null ? EnginePrograms.None : EnginePrograms.Newer;

    private protected override JsonObject Configuration()
    {
        var configuration = base.Configuration();
        foreach (var setting in (string[])["cgroup-parent", "exec-opts", "storage-driver"])
        {
            configuration.Remove(setting);
        }

        return configuration;
    }
}
