using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Tests.Support;

/// <summary>Records that tests begin with.</summary>
internal static class Samples
{
    public static ContainerRecord Record(string id = "c1", int pid = 0, ulong startTime = 0) => new()
    {
        OciVersion = "1.3.0",
        Id = id,
        Bundle = "/tmp",
        Rootfs = "/tmp/rootfs",
        Created = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567),
        Pid = pid,
        StartTime = startTime,
    };

    public static ContainerRecord Record(Sleeper init, string id = "c1") => Record(id, init.Pid, init.StartTime);
}
