namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>What is done with a device; the kernel's numbers of BPF_DEVCG_ACC.</summary>
[Flags]
internal enum DeviceAccess
{
    None = 0,
    Mknod = 1,
    Read = 2,
    Write = 4,
    All = Mknod | Read | Write,
}
