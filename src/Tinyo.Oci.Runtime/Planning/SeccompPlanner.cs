using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the filter of system calls.</summary>
internal static class SeccompPlanner
{
    private const string Prefix = "SECCOMP_FILTER_FLAG_";

    internal static SeccompPlan? Plan(LinuxSeccomp? profile, HostFacts facts)
    {
        if (profile is null)
        {
            return null;
        }

        var flags = Flags(profile.Flags, facts.FilterFlags);
        var program = SeccompCompiler.Compile(profile, facts.Architecture);
        if (program.Notifies)
        {
            if (!facts.FilterFlags.HasFlag(FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER))
            {
                throw new OciException("linux.seccomp: SCMP_ACT_NOTIFY needs Linux 5.0 or newer");
            }

            flags |= FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER;
        }
        else
        {
            flags &= ~FilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV; // it is about the wait for a listener
        }

        return new SeccompPlan { Filter = program.Instructions, Flags = flags };
    }

    /// <summary>Those flags that a configuration may name and a kernel knows.</summary>
    internal static IReadOnlyList<string> Supported(FilterFlags known) =>
        [.. OciNames.SeccompFlags.Where(name => known.HasFlag(FlagOf(name)))];

    /// <summary>Who decides, where a rule asks for that: a path that no rule needs is left alone.</summary>
    internal static string? Listener(LinuxSeccomp? profile)
    {
        for (var i = 0; i < (profile?.Syscalls.Count ?? 0); i++)
        {
            if (profile!.Syscalls[i].Action is "SCMP_ACT_NOTIFY")
            {
                return profile.ListenerPath;
            }
        }

        return null;
    }

    private static FilterFlags Flags(IReadOnlyList<string>? names, FilterFlags known)
    {
        if (names is null)
        {
            return known & FilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW; // as runc: what is not said is not asked for at speed's cost
        }

        var flags = FilterFlags.None;
        foreach (var name in names)
        {
            var flag = FlagOf(name);
            flags |= known.HasFlag(flag) ? flag : throw new OciException($"linux.seccomp.flags: this kernel does not know {name}");
        }

        // All threads but the one that puts the filter on end before the program runs: it is a filter of all of them as it is.
        return flags & ~FilterFlags.SECCOMP_FILTER_FLAG_TSYNC;
    }

    private static FilterFlags FlagOf(string name) => name switch
    {
        Prefix + "TSYNC" => FilterFlags.SECCOMP_FILTER_FLAG_TSYNC,
        Prefix + "LOG" => FilterFlags.SECCOMP_FILTER_FLAG_LOG,
        Prefix + "SPEC_ALLOW" => FilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW,
        Prefix + "WAIT_KILLABLE_RECV" => FilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
        _ => throw new OciException($"linux.seccomp.flags: unknown flag '{name}'"),
    };
}
