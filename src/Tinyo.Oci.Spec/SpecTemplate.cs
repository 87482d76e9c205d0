namespace Tinyo.Oci.Spec;

/// <summary>The configuration that <c>tinyo-oci spec</c> writes: a shell on a terminal in namespaces of its own.</summary>
public static class SpecTemplate
{
    private static readonly string[] s_capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    /// <summary>For a runtime that is root.</summary>
    public static RuntimeSpec Default() => new()
    {
        OciVersion = OciNames.Version,
        Process = Process(),
        Root = new Root { Path = "rootfs", Readonly = true },
        Hostname = "tinyo-oci",
        Mounts = TemplateMounts.Default(),
        Linux = Linux(),
    };

    /// <summary>For a runtime that is an ordinary user, who is root inside: no network of its own, no devices, no limits.</summary>
    public static RuntimeSpec Rootless(uint uid, uint gid)
    {
        var spec = Default();
        var linux = spec.Linux!;
        return spec with
        {
            Mounts = TemplateMounts.Rootless(),
            Linux = linux with
            {
                UidMappings = [new LinuxIdMapping { ContainerID = 0, HostID = uid, Size = 1 }],
                GidMappings = [new LinuxIdMapping { ContainerID = 0, HostID = gid, Size = 1 }],
                Resources = null,
                Namespaces = [.. linux.Namespaces.Where(each => each.Type is not "network"), new LinuxNamespace { Type = "user" }],
            },
        };
    }

    private static ProcessSpec Process() => new()
    {
        Terminal = true,
        Args = ["sh"],
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
        Cwd = "/",
        Capabilities = new LinuxCapabilities
        {
            Bounding = s_capabilities,
            Effective = s_capabilities,
            Permitted = s_capabilities,
        },
        Rlimits = [new PosixRlimit { Type = "RLIMIT_NOFILE", Hard = 1024, Soft = 1024 }],
        NoNewPrivileges = true,
    };

    private static LinuxSpec Linux() => new()
    {
        Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup { Allow = false, Access = "rwm" }] },
        Namespaces =
        [
            new LinuxNamespace { Type = "pid" },
            new LinuxNamespace { Type = "network" },
            new LinuxNamespace { Type = "ipc" },
            new LinuxNamespace { Type = "uts" },
            new LinuxNamespace { Type = "mount" },
            new LinuxNamespace { Type = "cgroup" },
        ],
        MaskedPaths =
        [
            "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/sys/devices/virtual/powercap", "/proc/scsi",
        ],
        ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    };
}
