using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Keeps a container's compiled filter of system calls for the processes that join it: its flags, then its instructions.</summary>
internal static class ContainerFilter
{
    /// <summary>Writes the filter, if there is one.</summary>
    internal static void Write(ContainerDirectory directory, SeccompPlan? plan)
    {
        if (plan is null)
        {
            return;
        }

        SocketFilter[] filter = [.. plan.Filter];
        var bytes = new byte[sizeof(uint) + Marshal.SizeOf<SocketFilter>() * filter.Length];
        MemoryMarshal.Write(bytes, plan.Flags);
        MemoryMarshal.AsBytes<SocketFilter>(filter).CopyTo(bytes.AsSpan(sizeof(uint)));
        directory.WriteFilter(bytes);
    }

    /// <summary>Reads the filter; null when the container has none.</summary>
    internal static SeccompPlan? Read(ContainerDirectory directory)
    {
        if (directory.TryReadFilter() is not { } bytes)
        {
            return null;
        }

        var instructions = bytes.AsSpan(Math.Min(bytes.Length, sizeof(uint)));
        return instructions.Length > 0 && instructions.Length % Marshal.SizeOf<SocketFilter>() == 0
            ? new SeccompPlan { Flags = MemoryMarshal.Read<FilterFlags>(bytes), Filter = MemoryMarshal.Cast<byte, SocketFilter>(instructions).ToArray() }
            : throw new OciException($"the filter of system calls of container '{directory.Id}' is broken: {bytes.Length} bytes");
    }
}
