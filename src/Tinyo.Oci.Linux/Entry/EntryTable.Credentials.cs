using System.Numerics;
using Tinyo.Oci.Linux.Credentials;

namespace Tinyo.Oci.Linux.Entry;

/// <content>Becoming the program's user.</content>
public sealed partial class EntryTable
{
    /// <summary>Becomes a user for good: bounding set, groups, ids, capabilities, in the order in which each step still may.</summary>
    /// <param name="uid">The user.</param>
    /// <param name="gid">The group.</param>
    /// <param name="groups">All supplementary groups; null leaves those that the process has.</param>
    /// <param name="capabilities">The capabilities.</param>
    /// <param name="ambient">The ambient ones, as far as the kernel allows.</param>
    public void Become(uint uid, uint gid, IReadOnlyList<uint>? groups, in CapabilitySets capabilities, ulong ambient)
    {
        LimitBoundingSet(capabilities.Bounding);
        Add("keep capabilities", SystemCall.Prctl, ThreadCredentials.PR_SET_KEEPCAPS, 1);
        if (groups is not null)
        {
            uint[] list = [.. groups];
            Add("setgroups", SystemCall.Setgroups, list.Length, list.Length == 0 ? 0 : Put<uint>(list));
        }

        Add($"setresgid {gid}", SystemCall.Setresgid, gid, gid, gid);
        Add($"setresuid {uid}", SystemCall.Setresuid, uid, uid, uid);
        ForbidTracing(); // fs.suid_dumpable may have allowed it with the change of ids
        Add("keep capabilities", SystemCall.Prctl, ThreadCredentials.PR_SET_KEEPCAPS);
        SetCapabilities(capabilities);
        SetAmbient(ambient);
    }

    private void LimitBoundingSet(ulong keep)
    {
        var last = ThreadCredentials.LastCapability();
        for (var capability = 0; capability <= last; capability++)
        {
            if ((keep >> capability & 1) == 0)
            {
                Add("limit the bounding set", SystemCall.Prctl, ThreadCredentials.PR_CAPBSET_DROP, capability);
            }
        }
    }

    private void SetCapabilities(in CapabilitySets sets) =>
        Add("set the capabilities", SystemCall.Capset, Put<uint>([ThreadCredentials._LINUX_CAPABILITY_VERSION_3, 0]), Put<uint>(
        [
            (uint)sets.Effective, (uint)sets.Permitted, (uint)sets.Inheritable,
            (uint)(sets.Effective >> 32), (uint)(sets.Permitted >> 32), (uint)(sets.Inheritable >> 32),
        ]));

    private void SetAmbient(ulong wanted)
    {
        Try("clear ambient capabilities", SystemCall.Prctl, ThreadCredentials.PR_CAP_AMBIENT, ThreadCredentials.PR_CAP_AMBIENT_CLEAR_ALL);
        for (; wanted != 0; wanted &= wanted - 1)
        {
            Try("raise ambient capabilities", SystemCall.Prctl, ThreadCredentials.PR_CAP_AMBIENT, ThreadCredentials.PR_CAP_AMBIENT_RAISE, BitOperations.TrailingZeroCount(wanted));
        }
    }
}
