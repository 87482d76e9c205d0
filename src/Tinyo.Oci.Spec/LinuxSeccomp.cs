namespace Tinyo.Oci.Spec;

/// <summary>The filter of system calls, see seccomp(2).</summary>
public sealed record LinuxSeccomp
{
    /// <summary>What happens to a call that no rule names, as <c>SCMP_ACT_ERRNO</c>.</summary>
    public required string DefaultAction { get; init; }

    /// <summary>The error that SCMP_ACT_ERRNO gives; absent is EPERM.</summary>
    public uint? DefaultErrnoRet { get; init; }

    /// <summary>Further architectures, as <c>SCMP_ARCH_X86</c>.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>Flags of seccomp(2); absent leaves the choice to the runtime, empty means none.</summary>
    public IReadOnlyList<string>? Flags { get; init; }

    /// <summary>AF_UNIX socket that gets the descriptor of SCMP_ACT_NOTIFY.</summary>
    public string? ListenerPath { get; init; }

    /// <summary>Text that goes to the listener with the descriptor.</summary>
    public string? ListenerMetadata { get; init; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<LinuxSyscall> Syscalls { get; init; } = [];
}
