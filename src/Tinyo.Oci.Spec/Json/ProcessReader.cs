namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads a process of <c>config.json</c>, or of <c>exec --process</c>.</summary>
internal static class ProcessReader
{
    internal static ProcessSpec ProcessSpec(ref JsonCursor json) => json.Object(
        new ProcessSpec { Cwd = "" },
        static (ref json, it) => json.Name switch
        {
            "terminal" => it with { Terminal = json.Flag() },
            "consoleSize" => it with { ConsoleSize = Box(ref json) },
            "user" => it with { User = User(ref json) },
            "args" => it with { Args = json.Texts() },
            "env" => it with { Env = json.Texts() },
            "cwd" => it with { Cwd = json.Text() },
            "capabilities" => it with { Capabilities = LinuxCapabilities(ref json) },
            "rlimits" => it with { Rlimits = json.List(PosixRlimit) },
            "noNewPrivileges" => it with { NoNewPrivileges = json.Flag() },
            "apparmorProfile" => it with { ApparmorProfile = json.Text() },
            "oomScoreAdj" => it with { OomScoreAdj = json.Int32() },
            "scheduler" => it with { Scheduler = LinuxScheduler(ref json) },
            "selinuxLabel" => it with { SelinuxLabel = json.Text() },
            "ioPriority" => it with { IoPriority = LinuxIoPriority(ref json) },
            "execCPUAffinity" => it with { ExecCPUAffinity = LinuxExecCpuAffinity(ref json) },
            _ => json.Skip(it),
        },
        "cwd");

    internal static Box Box(ref JsonCursor json) => json.Object(
        new Box { Height = 0, Width = 0 },
        static (ref json, it) => json.Name switch
        {
            "height" => it with { Height = json.UInt64() },
            "width" => it with { Width = json.UInt64() },
            _ => json.Skip(it),
        },
        "height", "width");

    internal static User User(ref JsonCursor json) => json.Object(
        new User(),
        static (ref json, it) => json.Name switch
        {
            "uid" => it with { Uid = json.UInt32() },
            "gid" => it with { Gid = json.UInt32() },
            "umask" => it with { Umask = json.UInt32() },
            "additionalGids" => it with { AdditionalGids = json.List(static (ref json) => json.UInt32()) },
            "username" => it with { Username = json.Text() },
            _ => json.Skip(it),
        });

    internal static LinuxCapabilities LinuxCapabilities(ref JsonCursor json) => json.Object(
        new LinuxCapabilities(),
        static (ref json, it) => json.Name switch
        {
            "bounding" => it with { Bounding = json.Texts() },
            "effective" => it with { Effective = json.Texts() },
            "inheritable" => it with { Inheritable = json.Texts() },
            "permitted" => it with { Permitted = json.Texts() },
            "ambient" => it with { Ambient = json.Texts() },
            _ => json.Skip(it),
        });

    internal static PosixRlimit PosixRlimit(ref JsonCursor json) => json.Object(
        new PosixRlimit { Type = "", Hard = 0, Soft = 0 },
        static (ref json, it) => json.Name switch
        {
            "type" => it with { Type = json.Text() },
            "hard" => it with { Hard = json.UInt64() },
            "soft" => it with { Soft = json.UInt64() },
            _ => json.Skip(it),
        },
        "type", "hard", "soft");

    internal static LinuxScheduler LinuxScheduler(ref JsonCursor json) => json.Object(
        new LinuxScheduler { Policy = "" },
        static (ref json, it) => json.Name switch
        {
            "policy" => it with { Policy = json.Text() },
            "nice" => it with { Nice = json.Int32() },
            "priority" => it with { Priority = json.Int32() },
            "flags" => it with { Flags = json.Texts() },
            "runtime" => it with { Runtime = json.UInt64() },
            "deadline" => it with { Deadline = json.UInt64() },
            "period" => it with { Period = json.UInt64() },
            _ => json.Skip(it),
        },
        "policy");

    internal static LinuxIoPriority LinuxIoPriority(ref JsonCursor json) => json.Object(
        new LinuxIoPriority { Class = "" },
        static (ref json, it) => json.Name switch
        {
            "class" => it with { Class = json.Text() },
            "priority" => it with { Priority = json.Int32() },
            _ => json.Skip(it),
        },
        "class");

    internal static LinuxExecCpuAffinity LinuxExecCpuAffinity(ref JsonCursor json) => json.Object(
        new LinuxExecCpuAffinity(),
        static (ref json, it) => json.Name switch
        {
            "initial" => it with { Initial = json.Text() },
            "final" => it with { Final = json.Text() },
            _ => json.Skip(it),
        });
}
