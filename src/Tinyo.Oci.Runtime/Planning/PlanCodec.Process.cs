using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Planning;

/// <content>The program and what it is given.</content>
public static partial class PlanCodec
{
    private static void Write(PlanWriter writer, ProcessPlan plan)
    {
        writer.Texts(plan.Args);
        writer.Texts(plan.Env);
        writer.Text(plan.Cwd);
        writer.Number(plan.Uid);
        writer.Number(plan.Gid);
        writer.List(plan.AdditionalGids, static (writer, gid) => writer.Number(gid));
        writer.Flag(plan.KeepGroups);
        writer.Flag(plan.InUserNamespace);
        writer.Number(plan.Umask);
        Write(writer, plan.Capabilities);
        writer.Flag(plan.NoNewPrivileges);
        writer.OptionalText(plan.ApparmorProfile);
        writer.OptionalText(plan.SelinuxLabel);
        writer.OptionalText(plan.TerminalLabel);
        writer.OptionalText(plan.SessionKeyring);
        writer.Optional(plan.Seccomp, Write);
        writer.List(plan.Limits, static (writer, limit) =>
        {
            writer.Signed(limit.Resource);
            writer.Number(limit.Soft);
            writer.Number(limit.Hard);
        });
        writer.OptionalSigned(plan.OomScoreAdj);
        writer.Optional(plan.Scheduler, Write);
        writer.OptionalSigned(plan.IoPriority);
        writer.OptionalNumber(plan.Personality);
        writer.Optional(plan.MemoryPolicy, Write);
        writer.Flag(plan.Terminal);
        writer.Number(plan.TerminalHeight);
        writer.Number(plan.TerminalWidth);
        writer.Signed(plan.PreserveFds);
    }

    private static ProcessPlan ReadProcess(ref PlanReader reader) => new()
    {
        Args = reader.Texts(),
        Env = reader.Texts(),
        Cwd = reader.Text(),
        Uid = reader.Number32(),
        Gid = reader.Number32(),
        AdditionalGids = reader.List(static (ref reader) => reader.Number32()),
        KeepGroups = reader.Flag(),
        InUserNamespace = reader.Flag(),
        Umask = reader.Number32(),
        Capabilities = ReadCapabilities(ref reader),
        NoNewPrivileges = reader.Flag(),
        ApparmorProfile = reader.OptionalText(),
        SelinuxLabel = reader.OptionalText(),
        TerminalLabel = reader.OptionalText(),
        SessionKeyring = reader.OptionalText(),
        Seccomp = reader.Optional(ReadSeccomp),
        Limits = reader.List(static (ref reader) => new ResourceLimit(reader.Signed32(), reader.Number(), reader.Number())),
        OomScoreAdj = reader.OptionalSigned32(),
        Scheduler = reader.Optional(ReadScheduler),
        IoPriority = reader.OptionalSigned32(),
        Personality = reader.OptionalNumber32(),
        MemoryPolicy = reader.Optional(static (ref reader) => new MemoryPolicy(reader.Signed32(), reader.List(static (ref reader) => reader.Number()))),
        Terminal = reader.Flag(),
        TerminalHeight = reader.Number16(),
        TerminalWidth = reader.Number16(),
        PreserveFds = reader.Signed32(),
    };

    private static void Write(PlanWriter writer, SeccompPlan plan)
    {
        writer.List(plan.Filter, static (writer, instruction) =>
        {
            writer.Number(instruction.Code);
            writer.Number(instruction.JumpTrue);
            writer.Number(instruction.JumpFalse);
            writer.Number(instruction.Constant);
        });
        writer.Number((ulong)plan.Flags);
    }

    private static SeccompPlan ReadSeccomp(ref PlanReader reader) => new()
    {
        Filter = reader.List(static (ref reader) => new SocketFilter(reader.Number16(), reader.Number8(), reader.Number8(), reader.Number32())),
        Flags = (FilterFlags)reader.Number32(),
    };

    private static void Write(PlanWriter writer, CapabilitySets sets)
    {
        writer.Number(sets.Bounding);
        writer.Number(sets.Effective);
        writer.Number(sets.Inheritable);
        writer.Number(sets.Permitted);
        writer.Number(sets.Ambient);
    }

    private static CapabilitySets ReadCapabilities(ref PlanReader reader) =>
        new(reader.Number(), reader.Number(), reader.Number(), reader.Number(), reader.Number());

    private static void Write(PlanWriter writer, SchedulerAttributes attributes)
    {
        writer.Number(attributes.Policy);
        writer.Number(attributes.Flags);
        writer.Signed(attributes.Nice);
        writer.Number(attributes.Priority);
        writer.Number(attributes.Runtime);
        writer.Number(attributes.Deadline);
        writer.Number(attributes.Period);
    }

    private static SchedulerAttributes ReadScheduler(ref PlanReader reader) => new(
        reader.Number32(), reader.Number(), reader.Signed32(), reader.Number32(), reader.Number(), reader.Number(), reader.Number());

    private static void Write(PlanWriter writer, MemoryPolicy policy)
    {
        writer.Signed(policy.Mode);
        writer.List(policy.Nodes, static (writer, word) => writer.Number(word));
    }
}
