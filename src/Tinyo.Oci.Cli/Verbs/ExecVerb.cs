using System.Globalization;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>exec ID command [args...]</c>: runs another program inside a container; its exit code is the program's.</summary>
internal static class ExecVerb
{
    public static int Execute(Invocation invocation) =>
        ExecOperation.Execute(invocation.Context, Request(invocation.Arguments, invocation.Caller));

    public static ExecRequest Request(Arguments arguments, Caller caller)
    {
        var flags = arguments.Flags;
        return new()
        {
            Id = ContainerId.Parse(arguments.Positionals[0]),
            ProcessFile = Absolute("process"),
            Changes = Changes(arguments),
            Detach = flags.Switch("detach"),
            ConsoleSocket = Absolute("console-socket"),
            PidfdSocket = Absolute("pidfd-socket"),
            PidFile = Absolute("pid-file"),
            PreserveFds = CreateVerb.PreserveFds(flags),
            Cgroups = flags.All("cgroup"),
            IgnorePaused = flags.Switch("ignore-paused"),
        };

        string? Absolute(string name) => flags.Text(name) is { Length: > 0 } path ? caller.Absolute(path) : null;
    }

    private static ProcessChanges Changes(Arguments arguments)
    {
        var flags = arguments.Flags;
        var (uid, gid) = User(flags.Text("user"));
        List<string> words = [.. arguments.Positionals];
        words.RemoveAt(0);
        return new()
        {
            Args = words,
            Cwd = Given("cwd"),
            Env = flags.All("env"),
            Terminal = flags.Switch("tty"),
            Uid = uid,
            Gid = gid,
            AdditionalGids = Groups(flags.All("additional-gids")),
            Capabilities = flags.All("cap"),
            NoNewPrivileges = flags.Text("no-new-privs") is null ? null : flags.Switch("no-new-privs"),
            ApparmorProfile = Given("apparmor"),
            SelinuxLabel = Given("process-label"),
        };

        string? Given(string name) => flags.Text(name) is { Length: > 0 } value ? value : null;
    }

    private static (uint? Uid, uint? Gid) User(string? text)
    {
        if (text is null or "")
        {
            return default;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (Id(text, text), null) : (Id(text[..colon], text), Id(text[(colon + 1)..], text));
    }

    // Digits alone: what is half a number must not become some other user (CVE-2026-30892).
    private static uint Id(string digits, string text) =>
        TryId(digits, out var id) ? id : throw new OciException($"--user '{text}' is not UID[:GID] in numbers");

    private static List<uint> Groups(IReadOnlyList<string> words)
    {
        var groups = new List<uint>(words.Count);
        foreach (var word in words)
        {
            groups.Add(TryId(word, out var id) ? id : throw new OciException($"--additional-gids '{word}' is not the number of a group"));
        }

        return groups;
    }

    private static bool TryId(string digits, out uint id) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id != uint.MaxValue;
}
