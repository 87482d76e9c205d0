using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>Base of the tests in which systemd makes the cgroups.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Systemd)]
public abstract class SystemdTest : ContainerTest
{
    private const string Flag = "--systemd-cgroup";

    /// <summary>A bundle with limits, given as the JSON of <c>linux.resources</c>, whose program sleeps.</summary>
    protected TestBundle Sleeping(string resources = "{}")
    {
        var bundle = NewBundle().WithArgs("sleep", "100");
        foreach (var (name, value) in JsonNode.Parse(resources)!.AsObject())
        {
            bundle.Config["linux"]!["resources"]![name] = value!.DeepClone();
        }

        return bundle;
    }

    /// <summary>A container that runs in a unit.</summary>
    protected async Task<TestContainer> StartInUnit(TestBundle bundle)
    {
        var id = NewId();
        var result = (await TryCreateInUnit(bundle, id)).ShouldSucceed();
        (await Runtime.Invoke("start", id)).ShouldSucceed();
        return new TestContainer(Runtime, id, bundle, result);
    }

    /// <summary><c>create</c>, which may fail.</summary>
    protected Task<CommandResult> TryCreateInUnit(TestBundle bundle, string id) =>
        Runtime.Invoke(Flag, "create", "--bundle", bundle.Save().Directory, id);

    /// <summary>What a container's shell script prints when it is run in a unit.</summary>
    protected async Task<string> OutputInUnit(TestBundle bundle) =>
        (await Runtime.Invoke(Flag, "run", "--bundle", bundle.Save().Directory, NewId())).ShouldSucceed().Text;

    /// <summary>The scope that a container has where its configuration names none.</summary>
    protected static SystemdUnit UnitOf(TestContainer container) => new($"tinyo-oci-{container.Id}.scope");

    /// <summary>The cgroup of version 2 that a container's first process is in.</summary>
    protected static async Task<string> CgroupOf(TestContainer container) => UnifiedOf((await container.Process()).Cgroups);

    /// <summary>The cgroup of version 2 in the text of a <c>/proc/PID/cgroup</c>.</summary>
    protected static string UnifiedOf(string text) => text.Split('\n').Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];

    /// <summary>Skips the test on a kernel without a controller.</summary>
    protected static void NeedController(string name) => Assert.SkipUnless(
        File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split(' ', '\n').Contains(name), $"this kernel has no {name} controller");
}
