namespace Tinyo.Oci.Linux.Entry;

/// <summary>What a process says on its way through an <see cref="EntryTable"/>: three numbers of 32 bits, the first of which is one of these.</summary>
public static class EntryMessage
{
    /// <summary>The row whose number follows failed, with the errno after that, or none when it is a refusal.</summary>
    public const int Failed = 4;

    /// <summary>A filter was put on, whose listener has the number that follows; any byte lets the process go on.</summary>
    public const int Listener = 5;

    /// <summary>The process has come as far as was agreed.</summary>
    public const int Reached = 6;

    /// <summary>A sibling, whose pid follows, goes on in the place of the process.</summary>
    public const int Forked = 7;
}
