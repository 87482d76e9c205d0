using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux;

/// <summary>struct statx, see statx(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StatxBuffer
{
    internal uint Mask;
    internal uint BlockSize;
    internal ulong Attributes;
    internal uint Links;
    internal uint Uid;
    internal uint Gid;
    internal ushort Mode;
    private readonly ushort _spare0;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong AttributesMask;
    private fixed byte _times[64];
    internal uint RdevMajor;
    internal uint RdevMinor;
    internal uint DevMajor;
    internal uint DevMinor;
    internal ulong MountId;
    private fixed ulong _spare[13];
}

/// <summary>struct statfs of 64-bit machines, see fstatfs(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StatfsBuffer
{
    internal long Type;
    internal long BlockSize;
    private fixed ulong _counts[5];
    private readonly ulong _id;
    internal long NameLength;
    internal long FragmentSize;
    internal long Flags;
    private fixed long _spare[4];
}

/// <summary>struct pollfd, see poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollItem
{
    internal int Fd;
    internal short Events;
    internal short Happened;
}

/// <summary>struct msghdr of 64-bit machines, see sendmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketMessage
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary>struct iovec, see readv(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}

/// <summary>The part of siginfo_t that waitid(2) fills, on 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct SignalInfo
{
    internal int Signal;
    internal int Errno;
    internal int Code;
    private readonly int _padding;
    internal int Pid;
    internal uint Uid;
    internal int Status;
}
