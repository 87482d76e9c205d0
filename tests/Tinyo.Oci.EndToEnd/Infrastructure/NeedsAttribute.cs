using System.Reflection;
using Xunit.v3;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Skips the test, or each test of the class, with the reason, where the machine lacks something; the lab runs it if it has that.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = true)]
public sealed class NeedsAttribute(Requirement requirement, string detail = "") : BeforeAfterTestAttribute, ITraitAttribute
{
    /// <summary>What is needed.</summary>
    public Requirement Requirement => requirement;

    /// <summary>Which one, where the requirement is a kind of thing.</summary>
    public string Detail => detail;

    /// <summary>Marks the test for the lab.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => Requirements.IsForLab(requirement) ? [new("Lab", "yes")] : [];

    /// <summary>Looks, before the test runs.</summary>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Requirements.WhyNot(requirement, detail) is { } reason)
        {
            Assert.Skip(reason);
        }
    }
}
