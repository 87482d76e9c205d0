using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Terminals;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Whoever a <see cref="ContainerSetup"/> works for: has what it can't make itself, and takes what it makes for others.</summary>
internal interface ISetupPartner
{
    /// <summary>Trees that come from outside of the container's user namespace, by position in the plan's mounts; the root's at -1.</summary>
    IReadOnlyDictionary<int, SafeFileHandle> Trees { get; }

    /// <summary>File systems begun by a process in the container's pid namespace, by the index of their mount.</summary>
    IReadOnlyDictionary<int, SafeFileHandle> Begun { get; }

    /// <summary>Runs the hooks whose time it is once the mounts are there; false when there is nobody any more to run them.</summary>
    bool RunHooks();

    /// <summary>Takes the terminal over.</summary>
    void TakeConsole(PseudoTerminal terminal);
}
