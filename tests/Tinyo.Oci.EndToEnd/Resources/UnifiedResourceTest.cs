using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Base of the tests of limits on a machine that has cgroup v2 alone.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.CgroupV2)]
public abstract class UnifiedResourceTest : ContainerTest
{
    /// <summary>Whether the machine has a file's controller.</summary>
    protected static bool Has(string file) =>
        File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split(' ', '\n').Contains(file[..file.IndexOf('.')]);

    /// <summary>What a file of a container's cgroup holds.</summary>
    protected static async Task<string> Value(TestContainer container, string file) =>
        (await File.ReadAllTextAsync($"/sys/fs/cgroup{(await container.Process()).UnifiedCgroup}/{file}")).Trim();

    /// <summary>A bundle with limits, given as the JSON of <c>linux.resources</c>.</summary>
    protected TestBundle Limited(string resources)
    {
        var bundle = NewBundle();
        foreach (var (name, value) in JsonNode.Parse(resources)!.AsObject())
        {
            bundle.Config["linux"]!["resources"]![name] = value!.DeepClone();
        }

        return bundle;
    }
}
