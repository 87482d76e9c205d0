namespace Tinyo.Oci.Linux.Netlink;

/// <summary>A network device: its number in its network namespace, and whether it is up.</summary>
public readonly record struct NetworkDevice(int Index, bool IsUp);
