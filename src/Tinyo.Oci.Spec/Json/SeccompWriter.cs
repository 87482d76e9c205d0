using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes <c>linux.seccomp</c> of <c>config.json</c>.</summary>
internal static class SeccompWriter
{
    internal static void LinuxSeccomp(Utf8JsonWriter json, LinuxSeccomp it)
    {
        json.WriteStartObject();
        json.Text("defaultAction", it.DefaultAction);
        json.Number("defaultErrnoRet", it.DefaultErrnoRet);
        json.TextsIfAny("architectures", it.Architectures);
        json.Texts("flags", it.Flags);
        json.Text("listenerPath", it.ListenerPath);
        json.Text("listenerMetadata", it.ListenerMetadata);
        json.ListIfAny("syscalls", it.Syscalls, LinuxSyscall);
        json.WriteEndObject();
    }

    internal static void LinuxSyscall(Utf8JsonWriter json, LinuxSyscall it)
    {
        json.WriteStartObject();
        json.Texts("names", it.Names);
        json.Text("action", it.Action);
        json.Number("errnoRet", it.ErrnoRet);
        json.ListIfAny("args", it.Args, LinuxSeccompArg);
        json.WriteEndObject();
    }

    internal static void LinuxSeccompArg(Utf8JsonWriter json, LinuxSeccompArg it)
    {
        json.WriteStartObject();
        json.Number("index", it.Index);
        json.Number("value", it.Value);
        json.Number("valueTwo", it.ValueTwo);
        json.Text("op", it.Op);
        json.WriteEndObject();
    }
}
