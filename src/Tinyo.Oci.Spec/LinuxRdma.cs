namespace Tinyo.Oci.Spec;

/// <summary>The most of an RDMA device's resources.</summary>
public sealed record LinuxRdma
{
    /// <summary>The most handles.</summary>
    public uint? HcaHandles { get; init; }

    /// <summary>The most objects.</summary>
    public uint? HcaObjects { get; init; }
}
