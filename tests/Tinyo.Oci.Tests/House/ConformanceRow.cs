using System.Text.RegularExpressions;

namespace Tinyo.Oci.Tests.House;

/// <summary>One row of docs/conformance.md: the lines of the specification, what they ask for, what is done here, and the tests.</summary>
internal sealed partial record ConformanceRow(string File, IReadOnlyList<string> Cells)
{
    /// <summary>The lines of the specification's file that it answers.</summary>
    internal IReadOnlyList<int> Lines => ConformanceTable.Numbers(Cells[0]);

    /// <summary>The tests that it names, as Class.Method.</summary>
    internal IReadOnlyList<string> Tests => [.. TestName().Matches(Cells[^1]).Select(match => match.Value)];

    /// <summary>The fixtures that it names.</summary>
    internal IReadOnlyList<string> Fixtures => [.. Cells.SelectMany(cell => FixtureName().Matches(cell)).Select(match => match.Groups["name"].Value)];

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Cells[0]}";

    [GeneratedRegex(@"\b\w+Specs\.\w+")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`(?<name>(invalid|bundles)/[\w-]+)`")]
    private static partial Regex FixtureName();
}
