namespace Tinyo.Oci.Cli.Grammar;

/// <summary>The flags that stand before the verb.</summary>
internal static class GlobalFlags
{
    /// <summary>Every verb has it, and so has the command line as a whole.</summary>
    public static Flag Help { get; } = Flag.Switch("help", 'h', "show this help");

    public static IReadOnlyList<Flag> All { get; } =
    [
        Flag.Text("root", "DIR", "where the state of containers is kept (default: /run/tinyo-oci, or $XDG_RUNTIME_DIR/tinyo-oci when not root)"),
        Flag.Text("log", "FILE", "append errors and warnings to FILE; they go to stderr otherwise"),
        Flag.Text("log-format", "FORMAT", "text or json (default: text)"),
        Flag.Text("log-level", "LEVEL", "error, warning, info or debug (default: error with --log, warning without)"),
        Flag.Switch("debug", "log everything, the same as --log-level debug"),
        Flag.Switch("systemd-cgroup", 's', "let systemd make the cgroups, the same as --cgroup-manager systemd"),
        Flag.Text("cgroup-manager", "NAME", "who makes the cgroups: cgroupfs, systemd or disabled (default: cgroupfs)"),
        Flag.Text("rootless", "BOOL", "ignore cgroup permission errors: true, false or auto (default: auto)"),
        Help,
        Flag.Switch("version", 'v', "print the version"),
    ];
}
