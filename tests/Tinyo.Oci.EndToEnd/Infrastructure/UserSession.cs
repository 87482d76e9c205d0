using System.Globalization;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>An unprivileged user who is logged in: what it runs is in a cgroup of a systemd of its own, and may make others there.</summary>
public sealed record UserSession(string User, int Uid)
{
    /// <summary>The user's cgroup, below which everything of theirs is.</summary>
    public string Cgroup => $"/user.slice/user-{Uid}.slice/user@{Uid}.service/";

    /// <summary>The first of the users who are logged in and may map ids of their own; null when there is none.</summary>
    public static UserSession? Find() => (
        from directory in Directory.Exists("/run/user") ? Directory.EnumerateDirectories("/run/user") : []
        let uid = int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture)
        where uid != 0 && File.Exists($"{directory}/systemd/private")
        let user = NameOf(uid)
        where user is not null && HasIds(user)
        select new UserSession(user, uid)).FirstOrDefault();

    /// <summary>The command as the user would run it: in a cgroup of its own that is delegated. What it leaves running ends with it.</summary>
    public Command Call(string program, params string[] arguments) => Unit("control-group", [program, .. arguments]);

    /// <summary>The same for what is to go on: Podman's process that keeps a user namespace.</summary>
    public Command CallAndLeave(string program, params string[] arguments) => Unit("process", [program, .. arguments]);

    /// <summary>The command as the user would run it in a login shell: in a cgroup beside that of the user's systemd.</summary>
    public Command CallInSession(string program, params string[] arguments) => new("systemd-run",
        ["--quiet", "--scope", $"--slice=user-{Uid}.slice", $"--unit=session-{Guid.NewGuid():N}.scope", $"--uid={Uid}", $"--setenv=XDG_RUNTIME_DIR=/run/user/{Uid}", "--", program, .. arguments]);

    /// <summary>A new directory that belongs to the user.</summary>
    public string NewRoom(string name)
    {
        var room = Workspace.NewRoom(name);
        Command.Run("chown", User, room).ShouldSucceed();
        return room;
    }

    private Command Unit(string killMode, string[] words) => new("systemd-run",
        ["--quiet", $"--machine={User}@.host", "--user", "--pipe", "--wait", "--collect", "--property=Delegate=yes", $"--property=KillMode={killMode}", "--", .. words]);

    private static string? NameOf(int uid) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(words => words.Length > 2 && words[2] == $"{uid}")?[0];

    private static bool HasIds(string user) =>
        HasLine("/etc/subuid", user) && HasLine("/etc/subgid", user);

    private static bool HasLine(string file, string user) =>
        File.Exists(file) && File.ReadLines(file).Any(line => line.StartsWith($"{user}:", StringComparison.Ordinal));
}
