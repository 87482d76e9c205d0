namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>The matrix: every mount option of the specification and its opposite, on a new file system and on a bind mount.</summary>
internal static class MountCases
{
    private const string Plain = "rw,relatime";

    // Attributes of the mount: the same on every kind.
    private static readonly (string Options, string Attributes)[] s_attributes =
    [
        ("", Plain), ("defaults", Plain), ("rw", Plain), ("ro", "ro,relatime"), ("ro,rw", Plain), ("rw,ro", "ro,relatime"),
        ("suid", Plain), ("nosuid", "rw,nosuid,relatime"), ("nosuid,suid", Plain), ("suid,nosuid", "rw,nosuid,relatime"),
        ("dev", Plain), ("nodev", "rw,nodev,relatime"), ("nodev,dev", Plain), ("dev,nodev", "rw,nodev,relatime"),
        ("exec", Plain), ("noexec", "rw,noexec,relatime"), ("noexec,exec", Plain), ("exec,noexec", "rw,noexec,relatime"),
        ("atime", Plain), ("noatime", "rw,noatime"), ("noatime,atime", Plain),
        ("diratime", Plain), ("nodiratime", "rw,nodiratime,relatime"), ("nodiratime,diratime", Plain),
        ("relatime", Plain), ("norelatime", Plain), ("relatime,norelatime", Plain),
        ("strictatime", "rw"), ("nostrictatime", Plain), ("strictatime,nostrictatime", Plain),
        ("noatime,nodiratime", "rw,noatime,nodiratime"), ("nosuid,nodev,noexec,ro", "ro,nosuid,nodev,noexec,relatime"),
        ("symfollow", Plain), ("nosymfollow", "rw,relatime,nosymfollow"), ("nosymfollow,symfollow", Plain),
        ("rrw", Plain), ("rro", "ro,relatime"), ("rro,rrw", Plain), ("ro,rrw", Plain),
        ("rsuid", Plain), ("rnosuid", "rw,nosuid,relatime"), ("rnosuid,rsuid", Plain),
        ("rdev", Plain), ("rnodev", "rw,nodev,relatime"), ("rnodev,rdev", Plain),
        ("rexec", Plain), ("rnoexec", "rw,noexec,relatime"), ("rnoexec,rexec", Plain),
        ("ratime", Plain), ("rnoatime", "rw,noatime"), ("noatime,ratime", Plain), ("rnoatime,ratime", Plain),
        ("rdiratime", Plain), ("rnodiratime", "rw,nodiratime,relatime"), ("rnodiratime,rdiratime", Plain),
        ("rrelatime", Plain), ("rnorelatime", Plain), ("noatime,rrelatime", Plain),
        ("rstrictatime", "rw"), ("rnostrictatime", Plain), ("strictatime,rnostrictatime", Plain),
        ("rsymfollow", Plain), ("rnosymfollow", "rw,relatime,nosymfollow"), ("rnosymfollow,rsymfollow", Plain),
    ];

    // Options of the file system: a bind mount takes them and leaves the file system alone.
    private static readonly (string Options, string Super)[] s_super =
    [
        ("async", ""), ("sync", "sync"), ("sync,async", ""), ("async,sync", "sync"), ("dirsync", "dirsync"),
        ("lazytime", "lazytime"), ("nolazytime", ""), ("lazytime,nolazytime", ""), ("mand", "mand"), ("nomand", ""), ("mand,nomand", ""),
        ("iversion", ""), ("noiversion", ""), ("iversion,noiversion", ""), ("silent", ""), ("loud", ""), ("silent,loud", ""),
    ];

    private static readonly (string Options, string Tags)[] s_propagation =
    [
        ("private", ""), ("rprivate", ""), ("slave", ""), ("rslave", ""), ("shared", "shared"), ("rshared", "shared"),
        ("unbindable", "unbindable"), ("runbindable", "unbindable"), ("shared,private", ""), ("private,shared", "shared"),
        ("shared,slave,shared", "shared"),
    ];

    // Of a mount that the host shares the container has a slave.
    private static readonly (string Options, string Tags)[] s_peers =
    [
        ("", "master"), ("private", ""), ("rprivate", ""), ("slave", "master"), ("rslave", "master"), ("shared", "shared,master"),
        ("rshared", "shared,master"), ("unbindable", "unbindable"), ("runbindable", "unbindable"),
    ];

    /// <summary>All cases.</summary>
    internal static IReadOnlyList<MountCase> All { get; } =
    [
        .. s_attributes.Select(one => new MountCase("tmpfs", one.Options, one.Attributes)),
        .. s_attributes.Select(one => new MountCase("bind", one.Options, one.Attributes)),
        .. s_super.Select(one => new MountCase("tmpfs", one.Options, Plain, one.Super)),
        .. s_super.Select(one => new MountCase("bind", one.Options, Plain)),
        .. s_propagation.Select(one => new MountCase("tmpfs", one.Options, Plain, Propagation: one.Tags)),
        .. s_propagation.Select(one => new MountCase("bind", one.Options, Plain, Propagation: one.Tags)),
        .. s_peers.Select(one => new MountCase("peer", one.Options, Plain, Propagation: one.Tags)),
        new("peer", "ro,nosuid,private", "ro,nosuid,relatime"),
        .. Remounts("tmpfs"),
        .. Remounts("bind"),
        new("tmpfs", "|remount,sync", Plain, "sync"),
        new("bind", "shared|remount,ro", "ro,relatime", Propagation: "shared"),
    ];

    // A remount sets exactly what it names, and takes away what it does not.
    private static MountCase[] Remounts(string kind) =>
    [
        new(kind, "|remount", Plain),
        new(kind, "|remount,ro", "ro,relatime"),
        new(kind, "ro|remount,rw", Plain),
        new(kind, "nosuid|remount,nodev", "rw,nodev,relatime"),
        new(kind, "noatime|remount,noatime,ro", "ro,noatime"),
    ];
}
