using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans as bytes, for the way from the caller to the container's init; both are the same binary, so there are no versions.</summary>
public static partial class PlanCodec
{
    /// <summary>The plan as bytes.</summary>
    public static byte[] Encode(ContainerPlan plan)
    {
        var writer = new PlanWriter();
        Write(writer, plan);
        return writer.ToArray();
    }

    /// <summary>The plan that was encoded; throws for bytes that are not exactly one plan.</summary>
    public static ContainerPlan Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PlanReader(bytes);
        var plan = Read(ref reader);
        reader.End();
        return plan;
    }

    private static void Write(PlanWriter writer, ContainerPlan plan)
    {
        writer.Text(plan.Id);
        writer.Text(plan.OciVersion);
        writer.Text(plan.Bundle);
        writer.List([.. plan.Annotations], static (writer, annotation) =>
        {
            writer.Text(annotation.Key);
            writer.Text(annotation.Value);
        });
        Write(writer, plan.Namespaces);
        writer.List(plan.NetDevices, static (writer, device) =>
        {
            writer.Text(device.Name);
            writer.Text(device.NewName);
        });
        Write(writer, plan.RootFilesystem);
        writer.List(plan.Mounts, Write);
        Write(writer, plan.Devices);
        Write(writer, plan.Kernel);
        writer.Optional(plan.Process, Write);
        writer.OptionalText(plan.SeccompListener);
        writer.OptionalText(plan.SeccompMetadata);
        Write(writer, plan.Cgroup);
        Write(writer, plan.Hooks);
    }

    private static ContainerPlan Read(ref PlanReader reader) => new()
    {
        Id = reader.Text(),
        OciVersion = reader.Text(),
        Bundle = reader.Text(),
        Annotations = ReadAnnotations(ref reader),
        Namespaces = ReadNamespaces(ref reader),
        NetDevices = reader.List(static (ref reader) => new NetDevicePlan(reader.Text(), reader.Text())),
        RootFilesystem = ReadRootFilesystem(ref reader),
        Mounts = reader.List(ReadMount),
        Devices = ReadDevices(ref reader),
        Kernel = ReadKernel(ref reader),
        Process = reader.Optional(ReadProcess),
        SeccompListener = reader.OptionalText(),
        SeccompMetadata = reader.OptionalText(),
        Cgroup = ReadCgroup(ref reader),
        Hooks = ReadHooks(ref reader),
    };

    private static Dictionary<string, string> ReadAnnotations(ref PlanReader reader)
    {
        var annotations = new Dictionary<string, string>();
        foreach (var (key, value) in reader.List(static (ref reader) => (reader.Text(), reader.Text())))
        {
            annotations[key] = value;
        }

        return annotations;
    }

    private static void Write(PlanWriter writer, NamespacePlan plan)
    {
        writer.Number((ulong)plan.New);
        writer.List(plan.Join, static (writer, join) =>
        {
            writer.Number((ulong)join.Kind);
            writer.Text(join.Path);
        });
        writer.List(plan.UidMappings, Write);
        writer.List(plan.GidMappings, Write);
        writer.List(plan.TimeOffsets, static (writer, offset) =>
        {
            writer.Text(offset.Clock);
            writer.Signed(offset.Seconds);
            writer.Number(offset.Nanoseconds);
        });
    }

    private static NamespacePlan ReadNamespaces(ref PlanReader reader) => new()
    {
        New = (CloneFlags)reader.Number(),
        Join = reader.List(static (ref reader) => new NamespaceJoin((CloneFlags)reader.Number(), reader.Text())),
        UidMappings = reader.List(ReadMapping),
        GidMappings = reader.List(ReadMapping),
        TimeOffsets = reader.List(static (ref reader) => new TimeOffsetPlan(reader.Text(), reader.Signed(), reader.Number32())),
    };

    private static void Write(PlanWriter writer, LinuxIdMapping mapping)
    {
        writer.Number(mapping.ContainerID);
        writer.Number(mapping.HostID);
        writer.Number(mapping.Size);
    }

    private static LinuxIdMapping ReadMapping(ref PlanReader reader) => new()
    {
        ContainerID = reader.Number32(),
        HostID = reader.Number32(),
        Size = reader.Number32(),
    };

    private static void Write(PlanWriter writer, RootFilesystemPlan plan)
    {
        writer.Text(plan.Path);
        writer.Flag(plan.Readonly);
        writer.Number((ulong)plan.ParentPropagation);
        writer.Number((ulong)plan.Propagation);
        writer.OptionalText(plan.StagedAt);
        writer.Flag(plan.NoPivot);
    }

    private static RootFilesystemPlan ReadRootFilesystem(ref PlanReader reader) => new()
    {
        Path = reader.Text(),
        Readonly = reader.Flag(),
        ParentPropagation = (MountFlags)reader.Number(),
        Propagation = (MountFlags)reader.Number(),
        StagedAt = reader.OptionalText(),
        NoPivot = reader.Flag(),
    };

    private static void Write(PlanWriter writer, MountPlan plan)
    {
        writer.Signed(plan.Index);
        writer.Number((ulong)plan.Kind);
        writer.OptionalText(plan.Source);
        writer.Text(plan.Target);
        writer.OptionalText(plan.Type);
        writer.Flag(plan.Recursive);
        writer.Number((ulong)plan.Flags);
        writer.Number((ulong)plan.Cleared);
        writer.Number((ulong)plan.RecursiveSet);
        writer.Number((ulong)plan.RecursiveClear);
        writer.List(plan.Propagation, static (writer, propagation) => writer.Number((ulong)propagation));
        writer.Texts(plan.Data);
        writer.Flag(plan.CopyUp);
        writer.Flag(plan.ReadonlyLast);
        writer.Optional(plan.IdMap, static (writer, map) =>
        {
            writer.Flag(map.Recursive);
            writer.List(map.UidMappings, Write);
            writer.List(map.GidMappings, Write);
        });
        writer.OptionalText(plan.ContextOption);
        writer.OptionalText(plan.ContextLabel);
        writer.OptionalText(plan.RootLabel);
        writer.OptionalText(plan.Fallback);
    }

    private static MountPlan ReadMount(ref PlanReader reader) => new()
    {
        Index = reader.Signed32(),
        Kind = (MountKind)reader.Number16(),
        Source = reader.OptionalText(),
        Target = reader.Text(),
        Type = reader.OptionalText(),
        Recursive = reader.Flag(),
        Flags = (MountFlags)reader.Number(),
        Cleared = (MountFlags)reader.Number(),
        RecursiveSet = (MountAttributes)reader.Number(),
        RecursiveClear = (MountAttributes)reader.Number(),
        Propagation = reader.List(static (ref reader) => (MountFlags)reader.Number()),
        Data = reader.Texts(),
        CopyUp = reader.Flag(),
        ReadonlyLast = reader.Flag(),
        IdMap = reader.Optional(static (ref reader) => new MountIdMapPlan
        {
            Recursive = reader.Flag(),
            UidMappings = reader.List(ReadMapping),
            GidMappings = reader.List(ReadMapping),
        }),
        ContextOption = reader.OptionalText(),
        ContextLabel = reader.OptionalText(),
        RootLabel = reader.OptionalText(),
        Fallback = reader.OptionalText(),
    };

    private static void Write(PlanWriter writer, DevicesPlan plan)
    {
        writer.List(plan.Nodes, static (writer, node) =>
        {
            writer.Text(node.Path);
            writer.Number((ulong)node.Type);
            writer.Number(node.Major);
            writer.Number(node.Minor);
            writer.Number(node.Mode);
            writer.Number(node.Uid);
            writer.Number(node.Gid);
        });
        writer.List(plan.Links, static (writer, link) =>
        {
            writer.Text(link.Path);
            writer.Text(link.Target);
            writer.Flag(link.Optional);
        });
        writer.Flag(plan.Bind);
    }

    private static DevicesPlan ReadDevices(ref PlanReader reader) => new()
    {
        Nodes = reader.List(static (ref reader) => new DevicePlan(
            reader.Text(),
            (FileType)reader.Number16(),
            reader.Number32(),
            reader.Number32(),
            reader.Number32(),
            reader.Number32(),
            reader.Number32())),
        Links = reader.List(static (ref reader) => new LinkPlan(reader.Text(), reader.Text(), reader.Flag())),
        Bind = reader.Flag(),
    };

    private static void Write(PlanWriter writer, KernelPlan plan)
    {
        writer.OptionalText(plan.Hostname);
        writer.OptionalText(plan.Domainname);
        writer.List(plan.Sysctls, static (writer, sysctl) =>
        {
            writer.Text(sysctl.Path);
            writer.Text(sysctl.Value);
        });
        writer.Texts(plan.MaskedPaths);
        writer.Texts(plan.ReadonlyPaths);
    }

    private static KernelPlan ReadKernel(ref PlanReader reader) => new()
    {
        Hostname = reader.OptionalText(),
        Domainname = reader.OptionalText(),
        Sysctls = reader.List(static (ref reader) => new SysctlPlan(reader.Text(), reader.Text())),
        MaskedPaths = reader.Texts(),
        ReadonlyPaths = reader.Texts(),
    };

    private static void Write(PlanWriter writer, CgroupPlan plan)
    {
        writer.Text(plan.Path);
        writer.Flag(plan.Explicit);
    }

    private static CgroupPlan ReadCgroup(ref PlanReader reader) => new()
    {
        Path = reader.Text(),
        Explicit = reader.Flag(),
    };

    private static void Write(PlanWriter writer, Spec.Hooks hooks)
    {
        writer.List(hooks.Prestart, Write);
        writer.List(hooks.CreateRuntime, Write);
        writer.List(hooks.CreateContainer, Write);
        writer.List(hooks.StartContainer, Write);
        writer.List(hooks.Poststart, Write);
        writer.List(hooks.Poststop, Write);
    }

    private static Spec.Hooks ReadHooks(ref PlanReader reader) => new()
    {
        Prestart = reader.List(ReadHook),
        CreateRuntime = reader.List(ReadHook),
        CreateContainer = reader.List(ReadHook),
        StartContainer = reader.List(ReadHook),
        Poststart = reader.List(ReadHook),
        Poststop = reader.List(ReadHook),
    };

    private static void Write(PlanWriter writer, Hook hook)
    {
        writer.Text(hook.Path);
        writer.Texts(hook.Args);
        writer.Optional(hook.Env, static (writer, env) => writer.Texts(env));
        writer.OptionalSigned(hook.Timeout);
    }

    private static Hook ReadHook(ref PlanReader reader) => new()
    {
        Path = reader.Text(),
        Args = reader.Texts(),
        Env = reader.Optional(static (ref reader) => reader.Texts()),
        Timeout = reader.OptionalSigned32(),
    };
}
