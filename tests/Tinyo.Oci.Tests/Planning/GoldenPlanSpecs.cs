using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>Each bundle's plan is as it was reviewed. TINYO_OCI_UPDATE_PLANS=1 writes them anew, to be looked at before they are kept.</summary>
public class GoldenPlanSpecs
{
    public static TheoryData<string> Bundles => [.. Fixtures.Names];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void A_bundle_has_the_expected_plan_on_a_hybrid_host(string name) => Compare(name, "hybrid", Hosts.Hybrid);

    [Theory]
    [MemberData(nameof(Bundles))]
    public void A_bundle_has_the_expected_plan_on_a_unified_host(string name) => Compare(name, "v2", Hosts.Unified);

    private static void Compare(string name, string host, HostFacts facts)
    {
        var file = Fixtures.PlanFile(name, host);

        var plan = Describe(Fixtures.Read(name), facts) + "\n";

        if (Environment.GetEnvironmentVariable("TINYO_OCI_UPDATE_PLANS") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, plan);
        }

        File.Exists(file).Should().BeTrue($"{file} is the reviewed plan; TINYO_OCI_UPDATE_PLANS=1 writes it");
        plan.Should().Be(File.ReadAllText(file));
    }

    private static string Describe(RuntimeSpec spec, HostFacts facts)
    {
        try
        {
            return Plans.ShortText(Plans.Of(spec, facts));
        }
        catch (OciException refusal)
        {
            return Plans.ShortText(new { Refused = refusal.Message });
        }
    }
}
