using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer.</summary>
public sealed class NewerDocker : Docker
{
    private protected override EnginePrograms Programs => EnginePrograms.Newer;

    /// <summary>Where it looks for lists of devices.</summary>
    internal string DeviceLists => $"{Room}/cdi";

    private protected override JsonObject Configuration()
    {
        var configuration = base.Configuration();
        configuration["cdi-spec-dirs"] = TestBundle.ToArray(DeviceLists);
        return configuration;
    }
}
