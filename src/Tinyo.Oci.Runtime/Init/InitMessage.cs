namespace Tinyo.Oci.Runtime.Init;

/// <summary>What the runtime and the init process of a container tell each other while it is being created.</summary>
internal static class InitMessage
{
    /// <summary>To init: descriptors of trees cloned for it; the payload says, 32 bits each, which mounts they are for, -1 being the root.</summary>
    internal const int Sources = 16;

    /// <summary>To init: the plan, with the listener of the start gate. Init is in its cgroup by then.</summary>
    internal const int Plan = 17;

    /// <summary>To init: the hooks that it asked for have run.</summary>
    internal const int HooksDone = 18;

    /// <summary>To init: the container is on record, from now on it may outlive its creator.</summary>
    internal const int Commit = 19;

    /// <summary>To init: the way into a cgroup whose memory its start would have used up; comes before the plan.</summary>
    internal const int LateCgroup = 25;

    /// <summary>To init, and back from it: its runtime has started. Asked only where the start must come before something else.</summary>
    internal const int Started = 26;

    /// <summary>From init: mounts and devices are there, run the prestart and createRuntime hooks.</summary>
    internal const int RunHooks = 20;

    /// <summary>From init: the master of the container's terminal.</summary>
    internal const int Console = 21;

    /// <summary>From init: everything is in place.</summary>
    internal const int Ready = 23;

    /// <summary>From init: what went wrong, as text; init ends.</summary>
    internal const int Failed = 24;
}
