using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans a program, that of a container or one that joins it.</summary>
internal static class ProcessPlanner
{
    private const uint DefaultUmask = 0x12; // 022

    internal static ProcessPlan Plan(ProcessSpec process, LinuxSpec linux, HostFacts facts, int preserveFds)
    {
        // Nobody but root can map more than its own group without giving up setgroups(2).
        if (facts.Euid != 0 && process.User.AdditionalGids.Count > 0 && linux.GidMappings is [{ Size: 1 }])
        {
            throw new OciException("process.user.additionalGids: can't be set for a rootless container that has only one group");
        }

        var (height, width) = TerminalSize(process);
        return new ProcessPlan
        {
            Args = process.Args,
            Env = Env(process.Env),
            Cwd = process.Cwd,
            Uid = process.User.Uid,
            Gid = process.User.Gid,
            AdditionalGids = process.User.AdditionalGids,
            InUserNamespace = facts.InUserNamespace || HasUserNamespace(linux),
            Umask = process.User.Umask ?? DefaultUmask,
            Capabilities = CapabilityNames.Sets(process.Capabilities),
            NoNewPrivileges = process.NoNewPrivileges,
            ApparmorProfile = process.ApparmorProfile is "" ? null : process.ApparmorProfile,
            SelinuxLabel = process.SelinuxLabel is "" ? null : process.SelinuxLabel,
            TerminalLabel = process.Terminal && linux.MountLabel is { Length: > 0 } ? linux.MountLabel : null,
            Seccomp = SeccompPlanner.Plan(linux.Seccomp, facts),
            Limits = RlimitNames.Limits(process.Rlimits),
            OomScoreAdj = process.OomScoreAdj,
            Scheduler = SchedulingPlanner.Scheduler(process.Scheduler),
            IoPriority = SchedulingPlanner.IoPriority(process.IoPriority),
            Personality = SchedulingPlanner.Personality(linux.Personality),
            MemoryPolicy = SchedulingPlanner.MemoryPolicy(linux.MemoryPolicy),
            Terminal = process.Terminal,
            TerminalHeight = height,
            TerminalWidth = width,
            PreserveFds = preserveFds,
        };
    }

    /// <summary>Whether the container has a user namespace of its own, or joins one.</summary>
    internal static bool HasUserNamespace(LinuxSpec linux)
    {
        foreach (var entry in linux.Namespaces)
        {
            if (entry.Type is "user")
            {
                return true;
            }
        }

        return false;
    }

    private static (ushort Height, ushort Width) TerminalSize(ProcessSpec process) => process is { Terminal: true, ConsoleSize: { } size }
        ? ((ushort)Math.Min(size.Height, ushort.MaxValue), (ushort)Math.Min(size.Width, ushort.MaxValue))
        : default;

    // Of a repeated name the last stays, and where it stands.
    private static List<string> Env(IReadOnlyList<string> env)
    {
        var names = new HashSet<string>(env.Count, StringComparer.Ordinal);
        var kept = new List<string>(env.Count);
        for (var index = env.Count - 1; index >= 0; index--)
        {
            var end = env[index].IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
            {
                throw new OciException($"process.env[{index}]: '{env[index]}' is not NAME=value");
            }

            if (names.Add(env[index][..end]))
            {
                kept.Add(env[index]);
            }
        }

        kept.Reverse();
        return kept;
    }
}
