using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Base of the tests of limits: sets them, and reads the kernel's files.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.CgroupV1)]
public abstract class ResourceTest : ContainerTest
{
    /// <summary>A bundle with limits, given as the JSON of <c>linux.resources</c>.</summary>
    protected TestBundle Limited(string resources)
    {
        var bundle = NewBundle();
        var wanted = JsonNode.Parse(resources)!.AsObject();
        foreach (var (name, value) in wanted)
        {
            bundle.Config["linux"]!["resources"]![name] = value!.DeepClone();
        }

        return bundle;
    }

    /// <summary>One with limits whose program sleeps.</summary>
    protected TestBundle Sleeping(string resources = "{}") => Limited(resources).WithArgs("sleep", "100");

    /// <summary>What a file of a container's cgroup holds.</summary>
    protected static async Task<string> Value(TestContainer container, string controller, string file) =>
        await HostCgroup.Value(await container.Process(), controller, file);
}
