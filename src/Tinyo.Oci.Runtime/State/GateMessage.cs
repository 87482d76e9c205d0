using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Runtime.State;

/// <summary>The kinds of message at the start gate, between <c>start</c> and the waiting init process.</summary>
internal static class GateMessage
{
    /// <summary>From start: run the program.</summary>
    public const int Start = MessageSocket.FirstKind;

    /// <summary>From init: the program is executed next, by the calls that the payload names, a line each; the end of the stream says that it was.</summary>
    public const int Executing = MessageSocket.FirstKind + 1;

    /// <summary>From init: the filter of system calls is on; the payload is the number of its listener, 32 bits, for start to copy.</summary>
    public const int Listener = MessageSocket.FirstKind + 3;

    /// <summary>From start: the listener is copied, and init may let go of it.</summary>
    public const int ListenerTaken = MessageSocket.FirstKind + 4;

    /// <summary>From init: the program could not be run; the payload says why, in UTF-8.</summary>
    public const int Failed = MessageSocket.FirstKind + 2;
}
