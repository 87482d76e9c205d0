using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Bpf;

/// <summary>The shapes of <c>union bpf_attr</c>, as far as they are used, see bpf(2).</summary>
internal static class BpfAttributes
{
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Load
    {
        internal uint Type;
        internal uint Count;
        internal ulong Instructions;
        internal ulong License;
        internal uint LogLevel;
        internal uint LogSize;
        internal ulong LogBuffer;
        internal uint KernelVersion;
        internal uint Flags;
        internal fixed byte Name[16];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Attach
    {
        internal uint Target;
        internal uint Program;
        internal uint Type;
        internal uint Flags;
        internal uint Replaced;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Query
    {
        internal uint Target;
        internal uint Type;
        internal uint QueryFlags;
        internal uint AttachFlags;
        internal ulong Ids;
        internal uint Count;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Open
    {
        internal uint Id;
        internal uint NextId;
        internal uint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Information
    {
        internal uint Program;
        internal uint Length;
        internal ulong Pointer;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Program
    {
        internal uint Type;
        internal uint Id;
        internal fixed byte Tag[8];
        internal fixed byte Lengths[8];
        internal fixed ulong Instructions[2];
        internal ulong LoadTime;
        internal uint CreatedBy;
        internal uint MapCount;
        internal ulong Maps;
        internal fixed byte Name[16];
    }
}
