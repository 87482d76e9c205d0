namespace Tinyo.Oci.Bench;

/// <summary>One call of a runtime, or a few that are measured together.</summary>
internal enum Verb
{
    Run,
    RunProfile,
    Create,
    Start,
    Delete,
    CreateStartDelete,
    Exec,
    ExecProfile,
    Kill,
    State,
    Sequential,
    Parallel,
    AboveFloor,
    AnyVerb,
    InitPeak,
    InitAnonymous,
    SmallestLimit,
}
