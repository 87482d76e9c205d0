using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary>An ordinary user whom nobody knows: no name, no groups, no capability, one variable in the environment.</summary>
internal sealed class Stranger
{
    private readonly string _binary;

    /// <summary>A user with a runtime directory, and a copy of the binary that it can reach, in <paramref name="room"/>.</summary>
    internal Stranger(string room)
    {
        RuntimeDirectory = OwnDirectory(Path.Combine(room, "xdg"));
        _binary = Path.Combine(room, "tinyo-oci");
        File.Copy(Runtime.Binary, _binary);
        File.SetUnixFileMode(_binary, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    /// <summary>The user's and the group's number.</summary>
    internal const int Id = 12345;

    /// <summary>What XDG_RUNTIME_DIR says.</summary>
    internal string RuntimeDirectory { get; }

    /// <summary>The state root that follows from it.</summary>
    internal string StateRoot => Path.Combine(RuntimeDirectory, "tinyo-oci");

    /// <summary>Why this user can't make containers here; null when it can.</summary>
    internal static string? WhyNot { get; } =
        Requirements.WhyNot(Requirement.Binary, "setpriv")
        ?? Requirements.WhyNot(Requirement.Binary, "unshare")
        ?? (As(new Command("/usr/bin/unshare", ["--user", "--map-root-user", "--mount", "true"])).Execute().GetAwaiter().GetResult().ExitCode == 0
            ? null
            : "needs user namespaces for ordinary users (sysctl user.max_user_namespaces, or what the distribution restricts them with)");

    /// <summary>A command of this user's, with nothing in the environment but what it has already.</summary>
    internal static Command As(Command command) => command with
    {
        Program = Requirements.Find("setpriv")!,
        Arguments =
        [
            "--reuid", Id.ToString(CultureInfo.InvariantCulture), "--regid", Id.ToString(CultureInfo.InvariantCulture), "--clear-groups",
            Requirements.Find(command.Program)!, .. command.Arguments,
        ],
    };

    /// <summary>The runtime, called by this user with XDG_RUNTIME_DIR alone.</summary>
    internal Command Call(params string[] arguments) =>
        As(new Command(_binary, arguments) { OnlyEnvironment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = RuntimeDirectory } });

    /// <summary>The same, done.</summary>
    internal Task<CommandResult> Invoke(params string[] arguments) => Call(arguments).Execute();

    /// <summary>Gives a bundle to this user, and to the bundle the configuration of <c>spec --rootless</c>, without its terminal.</summary>
    internal async Task<TestBundle> Configure(TestBundle bundle)
    {
        Own(bundle.Directory, "755");
        (await Invoke("spec", "--rootless", "--bundle", bundle.Directory)).ShouldSucceed();
        var written = JsonNode.Parse(await File.ReadAllTextAsync(bundle.ConfigFile))!.AsObject();
        bundle.Config.Clear();
        foreach (var (name, value) in written)
        {
            bundle.Config[name] = value?.DeepClone();
        }

        return bundle.WithProcess("terminal", false).WithArgs("true").WithEnvironment(Leftovers.MarkerName, bundle.Directory);
    }

    /// <summary>Makes a directory that belongs to this user and is closed to others.</summary>
    internal static string OwnDirectory(string path)
    {
        Directory.CreateDirectory(path);
        Own(path, "700");
        return path;
    }

    /// <summary>Gives a file or directory to this user.</summary>
    internal static void Own(string path, string mode)
    {
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        Command.Run("chown", $"{Id}:{Id}", path).ShouldSucceed();
    }
}
