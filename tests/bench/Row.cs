namespace Tinyo.Oci.Bench;

/// <summary>One line of the table: what was measured, and the ratios to each peer that we want to stay below.</summary>
internal sealed record Row(string Name, Verb Verb, bool IsMemory = false)
{
    public double? Crun { get; init; }

    public double? CrunStatic { get; init; }

    public double? Runc { get; init; }

    /// <summary>The whole table, in order.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new("run, plain", Verb.Run) { Crun = 0.55, CrunStatic = 0.8, Runc = 0.22 },
        new("run, Podman's seccomp profile", Verb.RunProfile) { Crun = 0.58, CrunStatic = 0.8, Runc = 0.13 },
        new("run above the kernel's floor", Verb.AboveFloor) { Crun = 0.42, CrunStatic = 0.7 },
        new("create", Verb.Create),
        new("start", Verb.Start),
        new("delete", Verb.Delete),
        new("create+start+delete", Verb.CreateStartDelete) { Crun = 0.54, CrunStatic = 0.8, Runc = 0.25 },
        new("exec", Verb.Exec) { Crun = 0.50, CrunStatic = 0.8, Runc = 0.20 },
        new("exec, Podman's seccomp profile", Verb.ExecProfile),
        new("kill", Verb.Kill),
        new("state", Verb.State) { Crun = 0.50, CrunStatic = 1.0, Runc = 0.30 },
        new("100 in sequence, wall", Verb.Sequential),
        new("100 in parallel, wall", Verb.Parallel) { Crun = 0.60, CrunStatic = 0.8, Runc = 0.22 },
        new("memory, run", Verb.Run, IsMemory: true),
        new("memory, run with profile", Verb.RunProfile, IsMemory: true),
        new("memory, create", Verb.Create, IsMemory: true),
        new("memory, start", Verb.Start, IsMemory: true),
        new("memory, delete", Verb.Delete, IsMemory: true),
        new("memory, exec", Verb.Exec, IsMemory: true),
        new("memory, exec with profile", Verb.ExecProfile, IsMemory: true),
        new("memory, kill", Verb.Kill, IsMemory: true),
        new("memory, state", Verb.State, IsMemory: true),
        new("memory, most of any verb", Verb.AnyVerb, IsMemory: true) { Crun = 0.8, Runc = 0.30 },
        new("memory, init before its start", Verb.InitPeak, IsMemory: true),
        new("its anonymous part", Verb.InitAnonymous, IsMemory: true),
        new("smallest memory limit that starts", Verb.SmallestLimit, IsMemory: true),
    ];

    /// <summary>The goal against a peer; null when there is none.</summary>
    public double? Goal(string peer) => peer switch
    {
        "crun" => Crun,
        "crun static" => CrunStatic,
        "runc" => Runc,
        _ => null,
    };
}
