using System.Globalization;
using System.Text.Json.Nodes;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>An unprivileged user made for the tests of one class, with ids of its own to map; gone when they are done.</summary>
public sealed class TestUser : IDisposable
{
    private static int s_count;

    /// <summary>Makes the user, if this machine can.</summary>
    public TestUser()
    {
        if (WhyNot is not null)
        {
            return;
        }

        Name = $"tinyo-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        Room = Workspace.NewRoom("user");
        Command.Run("useradd", "--home-dir", Room, "--no-create-home", "--user-group", "--groups", "audio", Name).ShouldSucceed();
        Uid = int.Parse(Command.Run("id", "-u", Name).Text, CultureInfo.InvariantCulture);
        (FirstUid, FirstGid) = (FirstId("/etc/subuid"), FirstId("/etc/subgid"));
        Own(Room);
        RuntimeDirectory = NewDirectory("xdg", "700");
        Binary = Path.Combine(Room, "tinyo-oci");
        File.Copy(Runtime.Binary, Binary);
        File.SetUnixFileMode(Binary, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    /// <summary>Why there can be no such user here; null when there can.</summary>
    public static string? WhyNot { get; } = new[] { "useradd", "userdel", "newuidmap", "newgidmap", "setpriv", "unshare" }
        .Select(program => Requirements.WhyNot(Requirement.Binary, program))
        .Append(Requirements.WhyNot(Requirement.Root, "")).Append(Requirements.WhyNot(Requirement.UserNamespaces, "")).Append(Requirements.WhyNot(Requirement.Runtime, ""))
        .FirstOrDefault(reason => reason is not null)
        ?? (Command.Run("setpriv", "--reuid=65533", "--regid=65533", "--clear-groups", "unshare", "--user", "true").ExitCode == 0 ? null : "needs user namespaces for ordinary users");

    /// <summary>Its name.</summary>
    public string Name { get; } = "";

    /// <summary>Its number.</summary>
    public int Uid { get; }

    /// <summary>The first of the 65536 users that it may map.</summary>
    public int FirstUid { get; }

    /// <summary>The first of the 65536 groups that it may map.</summary>
    public int FirstGid { get; }

    /// <summary>Its home.</summary>
    public string Room { get; } = "";

    /// <summary>What XDG_RUNTIME_DIR says.</summary>
    public string RuntimeDirectory { get; } = "";

    /// <summary>A copy of the runtime that it can reach.</summary>
    public string Binary { get; } = "";

    /// <summary>The runtime, called by this user.</summary>
    public Task<CommandResult> Invoke(params string[] arguments) => Call(Binary, arguments).Execute();

    /// <summary>A command of this user's; its second group is <c>audio</c>.</summary>
    public Command Call(string program, params string[] arguments) =>
        new(Requirements.Find("setpriv")!, ["--reuid", Name, "--regid", Name, "--init-groups", Requirements.Find(program)!, .. arguments])
        {
            OnlyEnvironment = new Dictionary<string, string>
            {
                ["HOME"] = Room,
                ["USER"] = Name,
                ["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                ["XDG_RUNTIME_DIR"] = RuntimeDirectory,
            },
            WorkingDirectory = Room,
            Limit = TimeSpan.FromSeconds(60),
        };

    /// <summary>Gives this user a directory and what is in it but for programs: a bundle's are shared.</summary>
    public void Own(string directory) =>
        Command.Run("find", directory, "-not", "-type", "l", "-not", "-name", "busybox", "-exec", "chown", $"{Name}:", "{}", "+").ShouldSucceed();

    /// <summary>A new directory of this user's.</summary>
    public string NewDirectory(string name, string mode = "755")
    {
        var path = Directory.CreateDirectory(Path.Combine(Room, name)).FullName;
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        Own(path);
        return path;
    }

    /// <summary>Gives a bundle to this user, with the configuration of <c>spec --rootless</c>, without its terminal.</summary>
    public async Task<TestBundle> Configure(TestBundle bundle)
    {
        Own(bundle.Directory);
        (await Invoke("spec", "--rootless", "--bundle", bundle.Directory)).ShouldSucceed();
        bundle.With(JsonNode.Parse(await File.ReadAllTextAsync(bundle.ConfigFile))!.AsObject());
        return bundle.WithProcess("terminal", false).WithArgs("true").WithEnvironment(Leftovers.MarkerName, bundle.Directory);
    }

    /// <summary>Ends what the user left running, and removes it.</summary>
    public void Dispose()
    {
        if (Name.Length == 0)
        {
            return;
        }

        foreach (var process in HostProcess.All().Where(process => process.StatusLine("Uid").Split('\t')[0] == Uid.ToString(CultureInfo.InvariantCulture)))
        {
            Command.Run("kill", "-KILL", process.Pid.ToString(CultureInfo.InvariantCulture));
        }

        Command.Run("userdel", "--force", Name);
    }

    private int FirstId(string file) =>
        int.Parse(File.ReadLines(file).Last(line => line.StartsWith($"{Name}:", StringComparison.Ordinal)).Split(':')[1], CultureInfo.InvariantCulture);
}
