namespace Tinyo.Oci.Cli.Grammar;

/// <summary>The table of verbs and their flags: runc's, and those of crun that do not conflict.</summary>
internal static class VerbTable
{
    private const string Id = "<container-id>";

    /// <summary>Every verb, in the order that help shows them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "create", "start", "run", "exec", "state", "list", "ps", "kill", "delete", "pause", "resume", "update", "events",
        "checkpoint", "restore", "mounts", "spec", "features", "version", "help",
    ];

    private static Flag Bundle => Flag.Text("bundle", 'b', "DIR", "the bundle's directory (default: the current directory)");

    private static Flag ConsoleSocket => Flag.Text("console-socket", "PATH", "AF_UNIX socket that receives the terminal's master");

    private static Flag PidfdSocket => Flag.Text("pidfd-socket", "PATH", "AF_UNIX socket that receives a pidfd of the process");

    private static Flag PidFile => Flag.Text("pid-file", "FILE", "write the process's pid to FILE");

    private static Flag NoPivot => Flag.Switch("no-pivot", "use MS_MOVE and chroot in place of pivot_root, for a root filesystem on a ramdisk");

    private static Flag NoSubreaper => Flag.Switch("no-subreaper", "do not adopt the container's orphans");

    private static Flag PreserveFds => Flag.Number("preserve-fds", "pass N more descriptors on (stdio + $LISTEN_FDS + N in total)");

    private static Flag Format => Flag.Text("format", 'f', "FORMAT", "table or json (default: table)");

    private static Flag Regex => Flag.Switch("regex", 'r', "the id is a regular expression: do it to every container whose id matches");

    /// <summary>The verb of that name, null when there is none.</summary>
    public static Verb? Find(string name) => name switch
    {
        "create" => new(name, Id, 1, 1, "make a container from a bundle and leave it waiting for start") { Flags = CreateFlags() },
        "start" => new(name, Id, 1, 1, "let a created container's program run"),
        "run" => new(name, Id, 1, 1, "create and start a container, wait for its end and return its exit code") { Flags = RunFlags() },
        "exec" => new(name, $"{Id} <command> [args...]", 1, null, "run another program inside a container")
        {
            Flags = ExecFlags(),
            StopsAtPositional = true,
            FailureCode = 255,
        },
        "state" => new(name, Id, 1, 1, "print one container's state as JSON"),
        "list" => new(name, "", 0, 0, "list the containers under the state root")
        {
            Flags = [Format, Flag.Switch("quiet", 'q', "print only the ids")],
        },
        "ps" => new(name, $"{Id} [ps options]", 1, null, "list the processes of a container") { Flags = [Format], StopsAtPositional = true },
        "kill" => new(name, $"{Id} [signal]", 1, 2, "send a signal (default: SIGTERM) to a container's init process")
        {
            Flags = [Flag.Switch("all", 'a', "send it to all processes of the container"), Regex],
        },
        "delete" => new(name, Id, 1, 1, "remove a stopped container and all that create made")
        {
            Flags = [Flag.Switch("force", 'f', "kill it with SIGKILL if it still runs; an unknown id is no error"), Regex],
        },
        "pause" => new(name, Id, 1, 1, "suspend all processes of a container"),
        "resume" => new(name, Id, 1, 1, "let a paused container's processes go on"),
        "update" => new(name, Id, 1, 1, "change a container's limits") { Flags = UpdateFlags() },
        "events" => new(name, Id, 1, 1, "print a container's usage and out-of-memory events")
        {
            Flags =
            [
                Flag.Text("interval", "DURATION", "time between two samples (default: 5s)"),
                Flag.Switch("stats", "print one sample and exit"),
            ],
        },
        "checkpoint" => new(name, Id, 1, 1, "save a running container to files") { Flags = CheckpointFlags(), IsSupported = false },
        "restore" => new(name, Id, 1, 1, "bring a saved container back") { Flags = RestoreFlags(), IsSupported = false },
        "mounts" => new(name, $"add|remove {Id} <mounts.json>", 3, 3, "add mounts to a running container, or remove them") { IsSupported = false },
        "spec" => new(name, "", 0, 0, "write a config.json to begin with")
        {
            Flags =
            [
                Flag.Text("bundle", 'b', "DIR", "the directory to write it to (default: the current directory)"),
                Flag.Switch("rootless", "write one that needs no root"),
            ],
        },
        "features" => new(name, "", 0, 0, "print what this build can do as JSON"),
        "version" => new(name, "", 0, 0, "print the version"),
        "help" => new(name, "[command]", 0, 1, "show help, of everything or of one command"),
        _ => null,
    };

    private static Flag[] CreateFlags() =>
    [
        Bundle,
        Flag.Text("config", 'f', "FILE", "a configuration other than the bundle's config.json"),
        ConsoleSocket,
        PidfdSocket,
        PidFile,
        NoPivot,
        Flag.Switch("no-new-keyring", "keep the caller's session keyring"),
        PreserveFds,
    ];

    private static Flag[] RunFlags() =>
    [
        .. CreateFlags(),
        Flag.Switch("detach", 'd', "leave once the program runs"),
        Flag.Switch("keep", "leave the stopped container to a later delete"),
        NoSubreaper,
    ];

    private static Flag[] ExecFlags() =>
    [
        ConsoleSocket,
        PidfdSocket,
        Flag.Text("cwd", "DIR", "working directory inside the container"),
        Flag.List("env", 'e', "NAME=VALUE", "set an environment variable (repeatable)"),
        Flag.Switch("tty", 't', "give it a terminal"),
        Flag.Text("user", 'u', "UID[:GID]", "who to run as"),
        Flag.List("additional-gids", 'g', "GID", "one more group (repeatable)"),
        Flag.Text("process", 'p', "FILE", "read the process from a JSON file"),
        Flag.Switch("detach", 'd', "leave once the program runs"),
        PidFile,
        Flag.Text("process-label", "LABEL", "SELinux label of the process"),
        Flag.Text("apparmor", "PROFILE", "AppArmor profile of the process"),
        Flag.Switch("no-new-privs", "set the process's no_new_privs"),
        Flag.List("cap", 'c', "CAP", "one more capability (repeatable)"),
        PreserveFds,
        Flag.List("cgroup", "[CONTROLLER,..:]PATH", "run it in a cgroup below the container's (repeatable)"),
        Flag.Switch("ignore-paused", "do it in a paused container too"),
    ];

    private static Flag[] UpdateFlags() =>
    [
        Flag.Text("resources", 'r', "FILE", "read the limits from a JSON file, - for stdin; the other flags are ignored then"),
        Flag.Number("blkio-weight", "weight in block I/O, 10 to 1000"),
        Flag.Text("cpu-period", "USEC", "CPU quota period, 0 for the system's default"),
        Flag.Text("cpu-quota", "USEC", "CPU time allowed in a period"),
        Flag.Text("cpu-burst", "USEC", "CPU time that may be saved up for a burst"),
        Flag.Text("cpu-share", "N", "CPU weight against other containers"),
        Flag.Text("cpu-rt-period", "USEC", "period of the real-time quota"),
        Flag.Text("cpu-rt-runtime", "USEC", "real-time CPU time allowed in a period"),
        Flag.Text("cpu-idle", "N", "1 makes the container run only when the CPU is idle"),
        Flag.Text("cpuset-cpus", "LIST", "CPUs to use"),
        Flag.Text("cpuset-mems", "LIST", "memory nodes to use"),
        Flag.Text("kernel-memory", "BYTES", "no longer of use: the kernel has no such limit"),
        Flag.Text("kernel-memory-tcp", "BYTES", "no longer of use: the kernel has no such limit"),
        Flag.Text("memory", "BYTES", "memory limit"),
        Flag.Text("memory-reservation", "BYTES", "memory that reclaim leaves alone while it can"),
        Flag.Text("memory-swap", "BYTES", "memory and swap together, -1 for no limit"),
        Flag.Number("pids-limit", "most processes allowed, -1 for no limit"),
        Flag.Text("l3-cache-schema", "TEXT", "Intel RDT/CAT schema of the L3 cache"),
        Flag.Text("mem-bw-schema", "TEXT", "Intel RDT/MBA schema of memory bandwidth"),
    ];

    private static Flag[] CheckpointFlags() =>
    [
        .. ImageFlags(),
        Flag.Switch("leave-running", "let the container go on afterwards"),
        Flag.Text("status-fd", "FD", "CRIU writes a \\0 here once lazy pages are served"),
        Flag.Text("page-server", "ADDRESS:PORT", "send the pages to a page server"),
        Flag.Switch("pre-dump", "save only memory and let the container go on"),
        Flag.Switch("tcp-skip-in-flight", "skip connections that are being made"),
        Flag.Switch("link-remap", "remap deleted files that are still open"),
    ];

    private static Flag[] RestoreFlags() =>
    [
        ConsoleSocket,
        .. ImageFlags(),
        Bundle,
        Flag.Switch("detach", 'd', "leave once the program runs"),
        PidFile,
        NoSubreaper,
        NoPivot,
        Flag.Switch("no-new-keyring", "keep the caller's session keyring"),
        PreserveFds,
        Flag.Switch("tcp-close", "restore open TCP connections as closed"),
        Flag.Text("lsm-profile", "TYPE:NAME", "the LSM profile to restore with"),
        Flag.Text("lsm-mount-context", "CONTEXT", "the LSM mount context to restore with"),
    ];

    /// <summary>What checkpoint and restore share.</summary>
    private static Flag[] ImageFlags() =>
    [
        Flag.Text("image-path", "DIR", "the saved container's files (default: ./checkpoint)"),
        Flag.Text("parent-path", "DIR", "the files of an earlier --pre-dump, relative to the image's"),
        Flag.Text("work-path", "DIR", "CRIU's working files and logs"),
        Flag.Switch("tcp-established", "allow open TCP connections"),
        Flag.Switch("ext-unix-sk", "allow sockets to outside the container"),
        Flag.Switch("shell-job", "allow a terminal that stays with a shell"),
        Flag.Switch("lazy-pages", "bring memory in when it is first touched"),
        Flag.Switch("file-locks", "handle file locks"),
        Flag.Text("manage-cgroups-mode", "MODE", "soft, full, strict or ignore (default: soft)"),
        Flag.List("empty-ns", "NAMESPACE", "make this namespace, but leave it empty (repeatable)"),
        Flag.Switch("auto-dedup", "drop duplicate pages"),
        Flag.Text("network-lock", "METHOD", "how the network is stopped meanwhile"),
    ];
}
