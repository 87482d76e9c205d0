namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>The two kinds of devices; the kernel's numbers of BPF_DEVCG_DEV.</summary>
internal enum DeviceKind
{
    Block = 1,
    Character = 2,
}
