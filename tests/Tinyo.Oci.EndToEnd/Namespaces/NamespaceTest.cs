using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>Base of the tests about namespaces: links of /proc/self/ns, and bundles with id mappings.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class NamespaceTest : ContainerTest
{
    /// <summary>The host's id that a container's 0 is mapped to.</summary>
    protected const int MappedRoot = 100_000;

    /// <summary>The name of /proc/PID/ns's link, where config.json says <paramref name="type"/>.</summary>
    protected static string Link(string type) => type switch { "network" => "net", "mount" => "mnt", _ => type };

    /// <summary>The test's own namespace, which a container inherits.</summary>
    protected static string Hosts(string type) => new HostProcess(Environment.ProcessId).Namespace(Link(type));

    /// <summary>The path of another process's namespace, as config.json joins it.</summary>
    protected static string PathOf(HostProcess process, string type) => $"/proc/{process.Pid}/ns/{Link(type)}";

    /// <summary>A bundle that prints its namespace of one type.</summary>
    protected TestBundle Looking(string type) => NewBundle().WithArgs("readlink", $"/proc/self/ns/{Link(type)}");

    /// <summary>Adds a user namespace, in which 65536 ids from 0 are mapped.</summary>
    protected static TestBundle WithUserNamespace(TestBundle bundle, string? path = null)
    {
        bundle.WithNamespace("user", path).WithoutMount("/sys/fs/cgroup");
        return path is not null ? bundle : bundle.WithLinux("uidMappings", Mapping(MappedRoot, 65536)).WithLinux("gidMappings", Mapping(MappedRoot, 65536));
    }

    /// <summary>One line of a mapping, from 0 inside.</summary>
    protected static JsonArray Mapping(int outside, int size) =>
        new(new JsonObject { ["containerID"] = 0, ["hostID"] = outside, ["size"] = size });

    /// <summary>A container that only sleeps, and so holds namespaces that others join.</summary>
    protected async Task<HostProcess> Sleeper(TestBundle? bundle = null) =>
        await (await Start((bundle ?? NewBundle()).WithArgs("sleep", "100"))).Process();

    /// <summary>Without what needs a namespace that the bundle leaves away or joins.</summary>
    protected static TestBundle Suited(TestBundle bundle, string type)
    {
        if (type is "uts")
        {
            bundle.Config.Remove("hostname");
        }

        if (type is "ipc")
        {
            bundle.WithoutMount("/dev/mqueue");
        }

        return bundle;
    }
}
