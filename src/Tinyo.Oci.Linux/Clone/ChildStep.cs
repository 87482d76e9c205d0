using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>One thing that a fresh child does between clone3(2) and execve(2), on memory prepared before.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ChildStep
{
    internal ChildOperation Operation;
    internal nint A;
    internal nint B;
    internal nint C;
    internal nint D;
}

/// <summary>What a <see cref="ChildStep"/> does; its arguments are in the comments.</summary>
internal enum ChildOperation
{
    /// <summary>Join the namespace of descriptor A, of kind B; D becomes 1. With C at 1 EPERM is forgiven, to be tried again later.</summary>
    Join,

    /// <summary>Join again what the step numbered A could not.</summary>
    JoinAgain,

    /// <summary>Leave for new namespaces of kinds A.</summary>
    Unshare,

    /// <summary>Tell the parent that maps are wanted, and wait until they are written.</summary>
    AwaitMaps,

    /// <summary>Become uid 0 and gid 0 of the user namespace.</summary>
    BecomeRoot,

    /// <summary>Write C bytes at B to the file whose path is at A.</summary>
    WriteFile,

    /// <summary>Write C bytes at B to descriptor A.</summary>
    WriteDescriptor,

    /// <summary>Fork once more by the clone_args at A: the parent of this process gets the child, whose steps go on; this process ends.</summary>
    ForkSibling,

    /// <summary>Make descriptor A refer to the same file, of device C and inode D, as reached by the path at B in the mounts that the child has now.</summary>
    Reopen,

    /// <summary>Make descriptor A also B, without close-on-exec.</summary>
    Duplicate,

    /// <summary>Change to the directory whose path is at A.</summary>
    ChangeDirectory,

    /// <summary>Ignored signals back to their defaults, and an empty mask.</summary>
    ResetSignals,

    /// <summary>Block every signal but those that a fault of the process itself raises.</summary>
    BlockSignals,

    /// <summary>Close every descriptor from A on when the program is executed.</summary>
    CloseOnExecute,

    /// <summary>Execute the file that descriptor A refers to, or the path at B, with the arguments at C and the environment at D.</summary>
    Execute,
}
