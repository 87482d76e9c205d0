using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>One device node or FIFO.</summary>
public sealed record DevicePlan(string Path, FileType Type, uint Major, uint Minor, uint Mode, uint Uid, uint Gid);
