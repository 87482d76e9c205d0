namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>What a D-Bus message is.</summary>
internal enum DBusMessageType : byte
{
    /// <summary>Not a message: the peer broke the protocol.</summary>
    Invalid = 0,

    /// <summary>A call that wants an answer.</summary>
    Call = 1,

    /// <summary>The answer to a call.</summary>
    Reply = 2,

    /// <summary>The refusal of a call.</summary>
    Error = 3,

    /// <summary>News that nobody answers.</summary>
    Signal = 4,
}
