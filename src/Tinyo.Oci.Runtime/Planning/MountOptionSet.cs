using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What a mount's options come to, the later ones overriding the earlier ones.</summary>
internal sealed class MountOptionSet
{
    // At most one of these applies; without any the kernel takes relatime.
    private const MountFlags AccessTimes = MountFlags.MS_NOATIME | MountFlags.MS_RELATIME | MountFlags.MS_STRICTATIME;

    private List<MountFlags>? _propagation;
    private List<string>? _data;

    internal MountFlags Flags { get; private set; }

    internal MountFlags Cleared { get; private set; }

    internal MountAttributes RecursiveSet { get; private set; }

    internal MountAttributes RecursiveClear { get; private set; }

    internal IReadOnlyList<MountFlags> Propagation => _propagation ?? (IReadOnlyList<MountFlags>)[];

    internal IReadOnlyList<string> Data => _data ?? (IReadOnlyList<string>)[];

    internal bool Bind { get; set; }

    internal bool Recursive { get; set; }

    internal bool Remount { get; set; }

    internal bool CopyUp { get; set; }

    internal string? IdMap { get; set; }

    internal void Set(MountFlags flag)
    {
        if ((flag & AccessTimes) is not MountFlags.None)
        {
            Flags &= ~AccessTimes;
        }

        Flags |= flag;
        Cleared &= ~flag;
    }

    internal void Clear(MountFlags flag)
    {
        Flags &= ~flag;
        Cleared |= flag;
    }

    internal void SetRecursive(MountAttributes attribute)
    {
        if (IsAccessTime(attribute))
        {
            SetAccessTime(attribute);
            return;
        }

        RecursiveSet |= attribute;
        RecursiveClear &= ~attribute;
    }

    internal void ClearRecursive(MountAttributes attribute)
    {
        if (IsAccessTime(attribute))
        {
            // Only what was asked for is undone: ratime after rstrictatime leaves rstrictatime.
            SetAccessTime(RecursiveSet & MountAttributes.MOUNT_ATTR__ATIME & ~attribute);
            return;
        }

        RecursiveSet &= ~attribute;
        RecursiveClear |= attribute;
    }

    internal void Propagate(MountFlags propagation) => (_propagation ??= []).Add(propagation);

    internal void Append(string data) => (_data ??= []).Add(data);

    // The values are a field, see mount_setattr(2): it must be cleared whole for any of them to be set, relatime being 0.
    private void SetAccessTime(MountAttributes value)
    {
        RecursiveSet = (RecursiveSet & ~MountAttributes.MOUNT_ATTR__ATIME) | value;
        RecursiveClear |= MountAttributes.MOUNT_ATTR__ATIME;
    }

    private static bool IsAccessTime(MountAttributes attribute) => (attribute & ~MountAttributes.MOUNT_ATTR__ATIME) is 0;
}
