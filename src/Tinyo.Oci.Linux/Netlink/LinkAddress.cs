namespace Tinyo.Oci.Linux.Netlink;

/// <summary>An address of a network device, as the kernel lists it and takes it back.</summary>
public sealed class LinkAddress
{
    /// <summary>AF_INET or AF_INET6.</summary>
    public required byte Family { get; init; }

    /// <summary>How many bits name the network.</summary>
    public required byte PrefixLength { get; init; }

    /// <summary>The IFA_F_ flags.</summary>
    public required uint Flags { get; init; }

    /// <summary>The address.</summary>
    public required byte[] Local { get; init; }

    /// <summary>The address of the other end, or the address once more.</summary>
    public required byte[] Peer { get; init; }

    /// <summary>The broadcast address; empty for none.</summary>
    public required byte[] Broadcast { get; init; }

    /// <summary>The metric of its route; null for the usual one.</summary>
    public required uint? Priority { get; init; }

    /// <summary>Its name; empty for none.</summary>
    public required string Label { get; init; }
}
