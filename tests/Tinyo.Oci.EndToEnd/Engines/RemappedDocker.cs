using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer, told to give every container a user namespace.</summary>
public sealed class RemappedDocker : Docker
{
    private readonly TestUser _user = new();

    /// <summary>Who a container's root is outside.</summary>
    internal int FirstUid => _user.FirstUid;

    internal override string StateRoot => $"{Room}/exec/runtime-runc/moby-{_user.FirstUid}.{_user.FirstGid}";

    private protected override EnginePrograms Programs => EnginePrograms.Newer;

    private protected override JsonObject Configuration()
    {
        var configuration = base.Configuration();
        configuration["userns-remap"] = _user.Name;
        return configuration;
    }

    /// <summary>Stops the daemon, and removes what it stored and its user.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _user.Dispose();
    }
}
