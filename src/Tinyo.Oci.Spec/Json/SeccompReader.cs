namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads <c>linux.seccomp</c> of <c>config.json</c>.</summary>
internal static class SeccompReader
{
    internal static LinuxSeccomp LinuxSeccomp(ref JsonCursor json) => json.Object(
        new LinuxSeccomp { DefaultAction = "" },
        static (ref json, it) => json.Name switch
        {
            "defaultAction" => it with { DefaultAction = json.Text() },
            "defaultErrnoRet" => it with { DefaultErrnoRet = json.UInt32() },
            "architectures" => it with { Architectures = json.Texts() },
            "flags" => it with { Flags = json.Texts() },
            "listenerPath" => it with { ListenerPath = json.Text() },
            "listenerMetadata" => it with { ListenerMetadata = json.Text() },
            "syscalls" => it with { Syscalls = json.List(LinuxSyscall) },
            _ => json.Skip(it),
        },
        "defaultAction");

    internal static LinuxSyscall LinuxSyscall(ref JsonCursor json) => json.Object(
        new LinuxSyscall { Names = [], Action = "" },
        static (ref json, it) => json.Name switch
        {
            "names" => it with { Names = json.Texts() },
            "action" => it with { Action = json.Text() },
            "errnoRet" => it with { ErrnoRet = json.UInt32() },
            "args" => it with { Args = json.List(LinuxSeccompArg) },
            _ => json.Skip(it),
        },
        "names", "action");

    internal static LinuxSeccompArg LinuxSeccompArg(ref JsonCursor json) => json.Object(
        new LinuxSeccompArg { Index = 0, Value = 0, Op = "" },
        static (ref json, it) => json.Name switch
        {
            "index" => it with { Index = json.UInt32() },
            "value" => it with { Value = json.UInt64() },
            "valueTwo" => it with { ValueTwo = json.UInt64() },
            "op" => it with { Op = json.Text() },
            _ => json.Skip(it),
        },
        "index", "value", "op");
}
