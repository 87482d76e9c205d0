using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes a process of <c>config.json</c>.</summary>
internal static class ProcessWriter
{
    internal static void ProcessSpec(Utf8JsonWriter json, ProcessSpec it)
    {
        json.WriteStartObject();
        json.FlagIfTrue("terminal", it.Terminal);
        json.Object("consoleSize", it.ConsoleSize, Box);
        json.Object("user", it.User, User);
        json.TextsIfAny("args", it.Args);
        json.TextsIfAny("env", it.Env);
        json.Text("cwd", it.Cwd);
        json.Object("capabilities", it.Capabilities, LinuxCapabilities);
        json.ListIfAny("rlimits", it.Rlimits, PosixRlimit);
        json.FlagIfTrue("noNewPrivileges", it.NoNewPrivileges);
        json.Text("apparmorProfile", it.ApparmorProfile);
        json.Number("oomScoreAdj", it.OomScoreAdj);
        json.Object("scheduler", it.Scheduler, LinuxScheduler);
        json.Text("selinuxLabel", it.SelinuxLabel);
        json.Object("ioPriority", it.IoPriority, LinuxIoPriority);
        json.Object("execCPUAffinity", it.ExecCPUAffinity, LinuxExecCpuAffinity);
        json.WriteEndObject();
    }

    internal static void Box(Utf8JsonWriter json, Box it)
    {
        json.WriteStartObject();
        json.Number("height", it.Height);
        json.Number("width", it.Width);
        json.WriteEndObject();
    }

    internal static void User(Utf8JsonWriter json, User it)
    {
        json.WriteStartObject();
        json.Number("uid", it.Uid);
        json.Number("gid", it.Gid);
        json.Number("umask", it.Umask);
        json.NumbersIfAny("additionalGids", it.AdditionalGids);
        json.Text("username", it.Username);
        json.WriteEndObject();
    }

    internal static void LinuxCapabilities(Utf8JsonWriter json, LinuxCapabilities it)
    {
        json.WriteStartObject();
        json.TextsIfAny("bounding", it.Bounding);
        json.TextsIfAny("effective", it.Effective);
        json.TextsIfAny("inheritable", it.Inheritable);
        json.TextsIfAny("permitted", it.Permitted);
        json.TextsIfAny("ambient", it.Ambient);
        json.WriteEndObject();
    }

    internal static void PosixRlimit(Utf8JsonWriter json, PosixRlimit it)
    {
        json.WriteStartObject();
        json.Text("type", it.Type);
        json.Number("hard", it.Hard);
        json.Number("soft", it.Soft);
        json.WriteEndObject();
    }

    internal static void LinuxScheduler(Utf8JsonWriter json, LinuxScheduler it)
    {
        json.WriteStartObject();
        json.Text("policy", it.Policy);
        json.Number("nice", it.Nice);
        json.Number("priority", it.Priority);
        json.TextsIfAny("flags", it.Flags);
        json.Number("runtime", it.Runtime);
        json.Number("deadline", it.Deadline);
        json.Number("period", it.Period);
        json.WriteEndObject();
    }

    internal static void LinuxIoPriority(Utf8JsonWriter json, LinuxIoPriority it)
    {
        json.WriteStartObject();
        json.Text("class", it.Class);
        json.Number("priority", it.Priority);
        json.WriteEndObject();
    }

    internal static void LinuxExecCpuAffinity(Utf8JsonWriter json, LinuxExecCpuAffinity it)
    {
        json.WriteStartObject();
        json.Text("initial", it.Initial);
        json.Text("final", it.Final);
        json.WriteEndObject();
    }
}
