using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Netlink;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Moves the network devices that a container is to have into its network namespace; nobody moves them back.</summary>
internal static class NetDevices
{
    private const string Number = "%d";
    private const int MostOfOneName = 1 << 15; // as many as the kernel tries

    /// <summary>Moves them all; <paramref name="init"/> is in the network namespace if that is new.</summary>
    internal static void Move(ContainerPlan plan, int init)
    {
        if (plan.NetDevices.Count == 0)
        {
            return;
        }

        using var target = OpenTarget(plan.Namespaces, init);
        using var here = NetworkDevices.Open();
        using var there = NetworkDevices.OpenIn(target);
        foreach (var device in plan.NetDevices)
        {
            Move(device, here, there, target);
        }
    }

    // A process that joins a namespace may not be there yet, but the path that it takes is known.
    private static SafeFileHandle OpenTarget(NamespacePlan namespaces, int init)
    {
        var path = $"/proc/{init}/ns/net";
        foreach (var join in namespaces.Join)
        {
            path = join.Kind is CloneFlags.CLONE_NEWNET ? join.Path : path;
        }

        var target = FileSystem.Open(path, OpenFlags.O_RDONLY);
        if (FileSystem.TryStat("/proc/self/ns/net") is { } own && FileSystem.Stat(target).Inode == own.Inode)
        {
            target.Dispose();
            throw new OciException("linux.netDevices: the container's network namespace is the runtime's own");
        }

        return target;
    }

    private static void Move(NetDevicePlan device, NetworkDevices here, NetworkDevices there, SafeFileHandle target)
    {
        var before = here.List().TryGetValue(device.Name, out var found)
            ? found
            : throw new OciException($"linux.netDevices: there is no network device '{device.Name}'");
        var name = FreeName(device, there);
        var addresses = here.LastingAddresses(before.Index);
        Check(here.TrySet(before.Index, up: false), device, "set down");
        var error = here.TryMove(before.Index, target, name);
        if (error is not Errno.None && before.IsUp)
        {
            here.TrySet(before.Index, up: true);
        }

        Check(error, device, $"move into the container as '{name}'");
        var moved = there.List()[name].Index;
        foreach (var address in addresses)
        {
            Check(there.TryAdd(moved, address, device.Name, name), device, "give its addresses back");
        }

        Check(there.TrySet(moved, up: true), device, "set up");
    }

    private static string FreeName(NetDevicePlan device, NetworkDevices there)
    {
        var taken = there.List();
        if (!device.NewName.Contains(Number, StringComparison.Ordinal))
        {
            return !taken.ContainsKey(device.NewName)
                ? device.NewName
                : throw new OciException($"linux.netDevices: the container has a network device '{device.NewName}' already");
        }

        for (var number = 0; number < MostOfOneName; number++)
        {
            var name = device.NewName.Replace(Number, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            if (!taken.ContainsKey(name))
            {
                return name;
            }
        }

        throw new OciException($"linux.netDevices: no name like '{device.NewName}' is free in the container");
    }

    private static void Check(Errno error, NetDevicePlan device, string what)
    {
        if (error is not Errno.None)
        {
            throw new OciException($"linux.netDevices: {what} '{device.Name}': {LinuxException.Describe(error)}");
        }
    }
}
