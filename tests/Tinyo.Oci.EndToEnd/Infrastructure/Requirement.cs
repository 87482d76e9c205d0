namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>What a test can need of the machine.</summary>
public enum Requirement
{
    /// <summary>To be root.</summary>
    Root,

    /// <summary>The runtime under test; another one may stand in.</summary>
    Runtime,

    /// <summary>The runtime under test must be ours: others differ here, by right.</summary>
    Tinyo,

    /// <summary>A program in PATH, named by the detail.</summary>
    Binary,

    /// <summary>containerd 2 and Docker 28, or newer ones, of Debian's archive; the first test that needs them waits for them.</summary>
    NewerEngines,

    /// <summary>Version 1 hierarchies of cgroups.</summary>
    CgroupV1,

    /// <summary>The one version 2 hierarchy of cgroups, and no version 1 beside it.</summary>
    CgroupV2,

    /// <summary>New user namespaces.</summary>
    UserNamespaces,

    /// <summary>A kernel of at least the detail's version, as <c>5.12</c>.</summary>
    Kernel,

    /// <summary>A capability of ours by its number, as <c>24</c> for CAP_SYS_RESOURCE.</summary>
    Capability,

    /// <summary>A file system that /proc/filesystems names.</summary>
    FileSystem,

    /// <summary>A controller of the version 2 hierarchy, as <c>memory</c>.</summary>
    Controller,

    /// <summary>systemd as the first process.</summary>
    Systemd,

    /// <summary>AppArmor, and the program that loads its profiles.</summary>
    AppArmor,

    /// <summary>SELinux, with a policy for containers.</summary>
    SELinux,

    /// <summary>An unprivileged user who is logged in: a systemd with a delegated cgroup, and ids of its own to map.</summary>
    UserSession,

    /// <summary>A guest that lives for the tests only and may be broken; the detail names its backend, if that matters.</summary>
    Lab,
}
