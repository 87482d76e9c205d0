using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>What a filter can tell the kernel to do, SECCOMP_RET_*.</summary>
internal static class SeccompActions
{
    internal const uint KillThread = 0x00000000;
    internal const uint Trap = 0x00030000;
    internal const uint Errno = 0x00050000;
    internal const uint Notify = 0x7FC00000;
    internal const uint Trace = 0x7FF00000;
    internal const uint Log = 0x7FFC0000;
    internal const uint Allow = 0x7FFF0000;
    internal const uint KillProcess = 0x80000000;

    /// <summary>The answer to a call that the kernel does not have.</summary>
    internal const uint NoSuchCall = Errno | ENOSYS;

    private const uint EPERM = 1;
    private const uint ENOSYS = 38;
    private const uint HighestErrno = 4095;
    private const uint HighestTrace = 0xFFFF;

    /// <summary>The action of a name, with the error or the number for the tracer that goes with it.</summary>
    internal static uint Of(string name, uint? value, string path) => name switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => KillThread,
        "SCMP_ACT_KILL_PROCESS" => KillProcess,
        "SCMP_ACT_TRAP" => Trap,
        "SCMP_ACT_ERRNO" => Errno | Value(value, HighestErrno, path),
        "SCMP_ACT_TRACE" => Trace | Value(value, HighestTrace, path),
        "SCMP_ACT_LOG" => Log,
        "SCMP_ACT_ALLOW" => Allow,
        "SCMP_ACT_NOTIFY" => Notify,
        _ => throw new OciException($"{path}: unknown action '{name}'"),
    };

    /// <summary>Whether a call that nobody expected is let through, so that it gets its ENOSYS from the kernel or a tracer.</summary>
    internal static bool LetsThrough(uint action) => action is Allow or Log || (action & 0xFFFF0000) == Trace;

    private static uint Value(uint? value, uint highest, string path) =>
        value is null ? EPERM
        : value <= highest ? value.Value
        : throw new OciException($"{path}: {value} is out of range, expected 0 to {highest}");
}
