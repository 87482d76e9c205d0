using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A Docker daemon of the tests' own, set up as the README has it, with an image of busybox; it ends when they do.</summary>
public partial class Docker : IAsyncLifetime
{
    /// <summary>The image's name.</summary>
    internal const string Image = "localhost/tinyo-e2e:1";

    private Daemon? _daemon;

    /// <summary>The directory of everything that Docker stores; short, as sockets lie in it.</summary>
    internal string Room { get; } = Workspace.NewRoom("dk");

    /// <summary>Where the runtime keeps its containers, whatever it is called.</summary>
    internal virtual string StateRoot => $"{Room}/exec/runtime-runc/moby";

    /// <summary>Whether it runs: this machine may lack something.</summary>
    internal bool IsThere => _daemon is not null;

    /// <summary>The programs that make it up.</summary>
    private protected virtual EnginePrograms Programs => EnginePrograms.Installed;

    /// <summary>Words before the daemon's own.</summary>
    private protected virtual string[] Wrapper => [];

    // The cgroup above the containers'.
    private string CgroupParent => $"e2e-{Environment.ProcessId}-{Path.GetFileName(Room)}";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Programs.Find("dockerd") is not { } dockerd || Programs.Find("docker") is null)
        {
            return;
        }

        File.WriteAllText($"{Room}/daemon.json", Configuration().ToJsonString());
        _daemon = new Daemon($"{Room}/log", Programs.Variables, [.. Wrapper, dockerd, "--config-file", $"{Room}/daemon.json", "--host", $"unix://{Room}/s"]);
        await _daemon.WaitUntil(async () => (await Call("version")).ExitCode == 0);
        (await Call("import", "--change", "CMD [\"/bin/sh\"]", "--change", "ENV PATH=/bin", BusyboxImage.WriteRootArchive(Room), Image)).ShouldSucceed();
    }

    /// <summary>Runs <c>docker</c> with <paramref name="arguments"/>.</summary>
    internal Task<CommandResult> Call(params string[] arguments) => new Command(Programs.Find("docker")!, ["--host", $"unix://{Room}/s", "--config", Room, .. arguments])
    {
        Limit = TimeSpan.FromMinutes(1),
    }.Execute();

    /// <summary>Stops the daemon, and removes what it stored.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            Command.Run("umount", $"{Room}/exec/netns/default"); // the one thing that it leaves mounted
        }

        await EngineCgroups.Remove(CgroupParent);
        Directory.Delete(Room, recursive: true);
    }

    /// <summary>What the README tells to write into daemon.json, and what keeps this daemon away from the machine's own.</summary>
    private protected virtual JsonObject Configuration()
    {
        var readme = File.ReadAllText(Path.Combine(Workspace.Repository, "README.md"));
        var configuration = JsonNode.Parse(Snippet().Match(readme).Value.Replace("/usr/local/bin/tinyo-oci", Runtime.Binary))!.AsObject();
        configuration["data-root"] = $"{Room}/data";
        configuration["exec-root"] = $"{Room}/exec";
        configuration["pidfile"] = $"{Room}/pid";
        configuration["cgroup-parent"] = $"/{CgroupParent}";
        configuration["exec-opts"] = TestBundle.ToArray("native.cgroupdriver=cgroupfs");
        configuration["storage-driver"] = "vfs";
        configuration["bridge"] = "none";
        foreach (var network in (string[])["iptables", "ip6tables", "ip-forward", "ip-masq", "userland-proxy"])
        {
            configuration[network] = false;
        }

        return configuration;
    }

    [GeneratedRegex("""\{ "runtimes": .*\}""")]
    private static partial Regex Snippet();
}
