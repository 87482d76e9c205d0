using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli;

/// <summary>Turns the global flags and the environment into the operations' context.</summary>
internal static class ContextBuilder
{
    private const string Name = "tinyo-oci";

    public static RuntimeContext Build(FlagValues globals, Caller caller, ILogger log) => new()
    {
        Root = globals.Text("root") is { } root ? GivenRoot(root, caller) : DefaultRoot(caller),
        Log = log,
        CgroupManager = Manager(globals),
        Rootless = Rootless(globals.Text("rootless")),
    };

    private static string GivenRoot(string root, Caller caller) =>
        root.Length > 0 && caller.Absolute(root) is var absolute && absolute != "/"
            ? absolute
            : throw new OciException($"--root '{root}' cannot be used: it must name a directory other than /");

    // Root in a user namespace that an engine made for somebody else keeps out of the host's /run; USER=root says that it is at home there.
    private static string DefaultRoot(Caller caller)
    {
        var isRoot = caller.Uid == 0;
        if (isRoot && (caller.Variable("USER") == "root" || !caller.InUserNamespace()))
        {
            return $"/run/{Name}";
        }

        return caller.Variable("XDG_RUNTIME_DIR") switch
        {
            { Length: > 0 } directory when directory[0] == '/' => caller.Absolute($"{directory}/{Name}"),
            { Length: > 0 } directory => throw new OciException($"XDG_RUNTIME_DIR '{directory}' is not an absolute path"),
            _ when isRoot => $"/run/{Name}",
            _ => throw new OciException("no place to keep the state of containers: set XDG_RUNTIME_DIR or give --root DIR"),
        };
    }

    private static CgroupManager Manager(FlagValues globals) => globals.Text("cgroup-manager") switch
    {
        "systemd" => CgroupManager.Systemd,
        "cgroupfs" => CgroupManager.Cgroupfs,
        "disabled" => CgroupManager.Disabled,
        null => globals.Switch("systemd-cgroup") ? CgroupManager.Systemd : CgroupManager.Cgroupfs,
        var other => throw new OciException($"unknown cgroup manager '{other}': cgroupfs, systemd or disabled"),
    };

    private static bool? Rootless(string? text) => text switch
    {
        null or "auto" => null,
        _ when FlagValue.IsTrue(text) => true,
        _ when FlagValue.IsFalse(text) => false,
        _ => throw new OciException($"--rootless '{text}' is not understood: true, false or auto"),
    };
}
