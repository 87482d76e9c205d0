using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer, with bridges.</summary>
public sealed class NewerBridgedDocker : BridgedDocker
{
    private protected override EnginePrograms Programs => EnginePrograms.Newer;
}
