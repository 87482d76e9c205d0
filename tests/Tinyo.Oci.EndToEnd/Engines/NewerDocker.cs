using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer.</summary>
public sealed class NewerDocker : Docker
{
    private protected override EnginePrograms Programs => EnginePrograms.Newer;
}
