using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Cache and memory bandwidth on a machine that can't divide them; what becomes of them on one that can, unit tests try.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class DivisionSpecs : ContainerTest
{
    [Theory]
    [InlineData("""{"l3CacheSchema":"L3:0=f"}""", "intelRdt.l3CacheSchema is specified in config, but Intel RDT/CAT is not enabled")]
    [InlineData("""{"memBwSchema":"MB:0=50"}""", "intelRdt.memBwSchema is specified in config, but Intel RDT/MBA is not enabled")]
    public async Task A_container_that_needs_it_is_refused_with_runcs_words(string rdt, string message) => await IsRefused(rdt, message);

    // runc 1.1 knows none of these, or takes no notice.
    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("""{"schemata":["L3:0=f"]}""", "intelRdt.schemata is specified in config, but Intel RDT is not enabled")]
    [InlineData("""{"closID":"gold"}""", "intelRdt.closID is specified in config, but Intel RDT is not enabled")]
    [InlineData("""{"enableMonitoring":true}""", "intelRdt.enableMonitoring is specified in config, but Intel RDT/CMT and MBM is not enabled")]
    public async Task A_container_that_needs_newer_parts_of_it_is_refused(string rdt, string message) => await IsRefused(rdt, message);

    [Fact]
    public async Task A_container_that_needs_nothing_of_it_runs()
    {
        var result = await Run(NewBundle().WithLinux("intelRdt", new JsonObject()));

        result.ShouldSucceed().Errors.Should().BeEmpty();
    }

    private async Task IsRefused(string rdt, string message)
    {
        Assert.SkipWhen(File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains(" - resctrl ")), "this machine has resctrl");
        var id = NewId();

        var result = await TryCreate(NewBundle().WithLinux("intelRdt", JsonNode.Parse(rdt)), id);

        result.ShouldExitWith(1).Errors.Should().Contain(message);
        await NothingIsLeft(id);
    }
}
