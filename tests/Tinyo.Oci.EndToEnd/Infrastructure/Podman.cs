namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Podman with storage, configuration and run directory of its own, told to use the runtime under test.</summary>
public sealed class Podman(string room, string cgroupManager = "cgroupfs")
{
    private readonly string _configuration = PodmanConfiguration.Write(room, cgroupManager);
    private readonly string _storage = PodmanConfiguration.WriteStorage(room);

    /// <summary>Runs Podman with <paramref name="arguments"/>; pulling images is out of the question, so use <c>--rootfs</c> or an import.</summary>
    public Task<CommandResult> Invoke(params string[] arguments) => Call(arguments).Execute();

    /// <summary>The same call, not yet made.</summary>
    public Command Call(params string[] arguments) => new("podman", [.. Globals, .. arguments])
    {
        Environment = new Dictionary<string, string>
        {
            ["CONTAINERS_CONF"] = _configuration,
            ["CONTAINERS_STORAGE_CONF"] = _storage,
            [Leftovers.MarkerName] = room,
        },
        Limit = TimeSpan.FromSeconds(60),
    };

    private string[] Globals =>
    [
        "--runtime", Runtime.Binary,
        "--tmpdir", Path.Combine(room, "tmp"),
    ];
}
