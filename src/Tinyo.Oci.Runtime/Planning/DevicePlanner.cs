using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans device nodes and the links beside them.</summary>
internal static class DevicePlanner
{
    private const uint EverybodyReadsAndWrites = 0x1B6; // 0666
    private const uint Permissions = 0xFFF;
    private const string Multiplexer = "/dev/ptmx";

    private static readonly DevicePlan[] s_defaults =
    [
        Default("/dev/null", 1, 3), Default("/dev/zero", 1, 5), Default("/dev/full", 1, 7),
        Default("/dev/random", 1, 8), Default("/dev/urandom", 1, 9), Default("/dev/tty", 5, 0),
    ];

    private static readonly LinkPlan[] s_links =
    [
        new("/dev/fd", "/proc/self/fd"), new("/dev/stdin", "/proc/self/fd/0"),
        new("/dev/stdout", "/proc/self/fd/1"), new("/dev/stderr", "/proc/self/fd/2"),
        new("/dev/core", "/proc/kcore", Optional: true), new(Multiplexer, "pts/ptmx"),
    ];

    internal static DevicesPlan Plan(LinuxSpec linux, IReadOnlyList<MountPlan> mounts, NamespacePlan namespaces, HostFacts facts) =>
        ShowsAnotherDev(mounts)
            ? new DevicesPlan()
            : new DevicesPlan
            {
                Nodes = Nodes(linux.Devices),
                Links = s_links,
                Bind = facts.InUserNamespace || namespaces.Has(CloneFlags.CLONE_NEWUSER),
            };

    // Who binds a /dev has filled it, and would not want it changed.
    private static bool ShowsAnotherDev(IReadOnlyList<MountPlan> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount is { Kind: MountKind.Bind, Target: "/dev" })
            {
                return true;
            }
        }

        return false;
    }

    private static List<DevicePlan> Nodes(IReadOnlyList<LinuxDevice> devices)
    {
        var asked = new List<DevicePlan>(devices.Count);
        for (var index = 0; index < devices.Count; index++)
        {
            var device = Device(index, devices[index]);
            if (device.Path is not Multiplexer)
            {
                asked.Add(device);
            }
        }

        var nodes = new List<DevicePlan>(s_defaults.Length + asked.Count);
        foreach (var device in s_defaults)
        {
            if (!Names(asked, device.Path))
            {
                nodes.Add(device);
            }
        }

        nodes.AddRange(asked);
        return nodes;
    }

    private static bool Names(List<DevicePlan> devices, string path)
    {
        foreach (var device in devices)
        {
            if (device.Path == path)
            {
                return true;
            }
        }

        return false;
    }

    private static DevicePlan Device(int index, LinuxDevice device)
    {
        var type = device.Type switch
        {
            "b" => FileType.S_IFBLK,
            "c" or "u" => FileType.S_IFCHR,
            "p" => FileType.S_IFIFO,
            _ => throw new OciException($"linux.devices[{index}].type: '{device.Type}' is not b, c, u or p"),
        };
        var isPipe = type is FileType.S_IFIFO;
        return new DevicePlan(
            ContainerPath.Clean(device.Path),
            type,
            isPipe ? 0 : Number(index, "major", device.Major),
            isPipe ? 0 : Number(index, "minor", device.Minor),
            (device.FileMode ?? EverybodyReadsAndWrites) & Permissions,
            device.Uid ?? 0,
            device.Gid ?? 0);
    }

    private static uint Number(int index, string name, long? value) => value is >= 0 and <= uint.MaxValue
        ? (uint)value
        : throw new OciException($"linux.devices[{index}].{name}: found {value?.ToString() ?? "none"}, expected a device number");

    private static DevicePlan Default(string path, uint major, uint minor) =>
        new(path, FileType.S_IFCHR, major, minor, EverybodyReadsAndWrites, 0, 0);
}
