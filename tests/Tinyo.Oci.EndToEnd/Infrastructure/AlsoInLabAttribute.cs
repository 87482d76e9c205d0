using Xunit.v3;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Has the test, or each test of the class, run in the lab too, wherever else it runs: its layout of cgroups is another.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AlsoInLabAttribute : Attribute, ITraitAttribute
{
    /// <summary>Marks the test.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Lab", "too")];
}
