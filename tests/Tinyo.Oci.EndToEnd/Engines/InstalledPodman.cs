using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman as a guest's root has it: nothing is configured but what the README tells to write, and systemd makes the cgroups.</summary>
public class InstalledPodman : IAsyncLifetime
{
    /// <summary>The image's name.</summary>
    internal const string Image = "localhost/tinyo-e2e:1";

    /// <summary>The directory of the test class's files, which every user may read.</summary>
    internal string Room { get; } = Workspace.NewRoom("installed");

    /// <summary>Whether it may be called: it is the guest's to break.</summary>
    internal bool IsThere { get; private set; }

    /// <summary>Where the runtime keeps its containers.</summary>
    internal virtual string StateRoot => "/run/tinyo-oci";

    /// <summary>The slice that containers are in.</summary>
    internal virtual string Slice => "/machine.slice/";

    /// <summary>Where Podman's generator looks for units.</summary>
    internal virtual string UnitDirectory => "/run/containers/systemd";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        IsThere = Requirements.Lab is not null && Requirements.Find("podman") is not null && CanBeCalled;
        if (IsThere)
        {
            Directory.CreateDirectory("/etc/containers");
            await File.WriteAllTextAsync("/etc/containers/containers.conf", PodmanConfiguration.FromReadme());
            (await Call("import", "--change", "CMD [\"sleep\", \"100000\"]", "--change", "ENV PATH=/bin", BusyboxImage.WriteRootArchive(Room), Image)).ShouldSucceed();
        }
    }

    /// <summary>Runs podman with <paramref name="words"/>.</summary>
    internal Task<CommandResult> Call(params string[] words) => (Caller("podman", words) with { Limit = TimeSpan.FromMinutes(1) }).Execute();

    /// <summary>Runs systemctl of the same manager.</summary>
    internal virtual Task<CommandResult> Systemctl(params string[] words) => Caller("systemctl", words).Execute();

    /// <summary>A command of whoever has this Podman, not yet made.</summary>
    internal virtual Command Caller(string program, params string[] words) => new(program, words);

    /// <summary>Whether there is anyone to have it.</summary>
    private protected virtual bool CanBeCalled => true;

    /// <summary>Removes the containers and the image.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsThere)
        {
            await Call("rm", "--all", "--force", "--time", "0");
            await Call("rmi", "--force", Image);
        }

        GC.SuppressFinalize(this);
    }
}
