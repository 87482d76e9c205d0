namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>An entry of a cgroup v1 device list: what is not as the list's default has it. Null is all.</summary>
internal readonly record struct DeviceException(DeviceKind Kind, uint? Major, uint? Minor, DeviceAccess Access)
{
    /// <summary>Whether everything that the other is about this one is about too.</summary>
    public bool Covers(DeviceException other) =>
        Kind == other.Kind && (Major is null || Major == other.Major) && (Minor is null || Minor == other.Minor);

    /// <summary>Whether there is something that both are about.</summary>
    public bool Meets(DeviceException other) =>
        Kind == other.Kind && Overlap(Major, other.Major) && Overlap(Minor, other.Minor) && (Access & other.Access) is not DeviceAccess.None;

    /// <summary>Whether it is about the same devices.</summary>
    public bool IsOf(DeviceException other) => (Kind, Major, Minor) == (other.Kind, other.Major, other.Minor);

    /// <summary>The line that the kernel reads and writes: <c>c 1:3 rwm</c>.</summary>
    public override string ToString() =>
        $"{(Kind is DeviceKind.Block ? 'b' : 'c')} {Major?.ToString() ?? "*"}:{Minor?.ToString() ?? "*"} {AccessText}";

    /// <summary>The letters of the access, as <c>rwm</c>.</summary>
    public string AccessText =>
        (Access.HasFlag(DeviceAccess.Read) ? "r" : "") + (Access.HasFlag(DeviceAccess.Write) ? "w" : "") + (Access.HasFlag(DeviceAccess.Mknod) ? "m" : "");

    private static bool Overlap(uint? one, uint? other) => one is null || other is null || one == other;
}
