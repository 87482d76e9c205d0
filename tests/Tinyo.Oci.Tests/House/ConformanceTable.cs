using System.Globalization;
using System.Text.RegularExpressions;

namespace Tinyo.Oci.Tests.House;

/// <summary>docs/conformance.md: what the specification demands, line by line, and the tests that prove it.</summary>
internal static partial class ConformanceTable
{
    private const int Columns = 4;

    /// <summary>Its rows, each below the heading that names its file of the specification.</summary>
    internal static IReadOnlyList<ConformanceRow> Read(IEnumerable<string> lines)
    {
        var rows = new List<ConformanceRow>();
        var (file, header) = ("", true);
        foreach (var line in lines)
        {
            file = line.StartsWith('#') ? SpecificationFile().Match(line).Groups["name"].Value : file;
            if (!line.StartsWith('|'))
            {
                header = true;
            }
            else if (!header && !line.StartsWith("|-", StringComparison.Ordinal))
            {
                rows.Add(new(file, [.. line.Trim('|').Split('|').Select(cell => cell.Trim())]));
            }
            else
            {
                header = false;
            }
        }

        return rows;
    }

    /// <summary>Every row that lacks something, or names a test or a fixture that is not there.</summary>
    internal static IReadOnlyList<string> Check(IReadOnlyList<ConformanceRow> rows, IReadOnlySet<string> tests, IReadOnlySet<string> fixtures) =>
    [
        .. rows.Where(row => row.Cells.Count != Columns || row.Cells.Contains("") || row.File == "").Select(row => $"{row}: a cell is missing or empty"),
        .. rows.Where(row => row.Tests.Count == 0).Select(row => $"{row}: names no test"),
        .. rows.SelectMany(row => row.Tests.Where(test => !tests.Contains(test)).Select(test => $"{row}: there is no test {test}")),
        .. rows.SelectMany(row => row.Fixtures.Where(fixture => !fixtures.Contains(fixture)).Select(fixture => $"{row}: there is no fixture {fixture}")),
    ];

    /// <summary>Every demand without a row, and every row without a demand.</summary>
    internal static IReadOnlyList<string> CheckLines(IReadOnlyList<ConformanceRow> rows, string file, IReadOnlyList<int> demanding)
    {
        var said = rows.Where(row => row.File == file).SelectMany(row => row.Lines).ToHashSet();
        return
        [
            .. demanding.Where(line => !said.Contains(line)).Select(line => $"{file}:{line}: has no row"),
            .. said.Where(line => !demanding.Contains(line)).Select(line => $"{file}:{line}: demands nothing"),
        ];
    }

    /// <summary>Numbers as <c>3-5, 7</c> has them.</summary>
    internal static IReadOnlyList<int> Numbers(string list) =>
        [.. Range().Matches(list).SelectMany(match => From(match.Groups["first"].Value, match.Groups["last"].Value))];

    /// <summary>The tests of these files, as Class.Method.</summary>
    internal static IReadOnlySet<string> TestsOf(IEnumerable<SourceFile> files) =>
        files.SelectMany(file => file.Lines.Select(line => TestMethod().Match(line)).Where(match => match.Success)
            .Select(match => $"{Path.GetFileNameWithoutExtension(file.Path)}.{match.Groups["name"].Value}")).ToHashSet();

    private static IEnumerable<int> From(string first, string last)
    {
        var start = int.Parse(first, CultureInfo.InvariantCulture);
        return Enumerable.Range(start, last.Length == 0 ? 1 : int.Parse(last, CultureInfo.InvariantCulture) - start + 1);
    }

    [GeneratedRegex(@"/blob/v[\d.]+/(?<name>[\w-]+\.md)")]
    private static partial Regex SpecificationFile();

    [GeneratedRegex(@"(?<first>\d+)(-(?<last>\d+))?")]
    private static partial Regex Range();

    [GeneratedRegex(@"^    public (async Task|void) (?<name>\w+)\(")]
    private static partial Regex TestMethod();
}
