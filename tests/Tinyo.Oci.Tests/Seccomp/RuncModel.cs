using System.Runtime.InteropServices;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>What runc puts before libseccomp's filter: ENOSYS for calls that are newer than all that the configuration names.</summary>
internal sealed class RuncModel
{
    internal const uint NoSuchCall = 0x00050026;

    private readonly Dictionary<(uint Architecture, bool IsX32), uint> _highest = [];
    private readonly bool _hidesInZero;

    internal RuncModel(LinuxSeccomp profile, Architecture host)
    {
        var isPermissive = profile.DefaultAction is "SCMP_ACT_ALLOW" or "SCMP_ACT_LOG" or "SCMP_ACT_TRACE";
        if (isPermissive || (profile.DefaultAction is "SCMP_ACT_ERRNO" && profile.DefaultErrnoRet is 38))
        {
            return;
        }

        foreach (var architecture in FilterArchitecture.Family(host).Where((it, index) => index == 0 || profile.Architectures.Contains(it.Name)))
        {
            var highest = profile.Syscalls.SelectMany(rule => rule.Names).Select(name => Number(name, architecture)).DefaultIfEmpty(-1).Max();
            if (highest > 0)
            {
                _highest[(architecture.AuditArch, architecture.NumberBase != 0)] = (uint)highest | architecture.NumberBase;
                _hidesInZero |= architecture.HidesUnknownInZero;
            }
        }
    }

    internal uint Run(in FilteredCall call, FilterMachine filter)
    {
        var isX32 = call.Architecture == FilteredCall.X64 && (call.Number & FilteredCall.X32Bit) != 0;
        var isTooNew = _highest.TryGetValue((call.Architecture, isX32), out var highest)
            && (call.Number > highest || (call.Number == 0 && _hidesInZero));
        return isTooNew ? NoSuchCall : filter.Run(call);
    }

    private static int Number(string name, FilterArchitecture architecture) =>
        SyscallTable.IndexOf(name) is >= 0 and var call ? SyscallTable.Number(call, architecture.Column) : -1;
}
