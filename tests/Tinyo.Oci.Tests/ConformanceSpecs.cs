using Tinyo.Oci.Tests.House;

namespace Tinyo.Oci.Tests;

/// <summary>Holds docs/conformance.md to its word: no demand without a row, no row without a test that is there.</summary>
public sealed class ConformanceSpecs
{
    private static readonly string[] s_fixtureKinds = ["invalid", "bundles"];

    private static readonly IReadOnlyList<ConformanceRow> s_rows = ConformanceTable.Read(File.ReadLines(Path.Combine(SourceTree.Top, "docs", "conformance.md")));

    [Fact]
    public void Every_row_is_complete_and_names_tests_that_are_there()
    {
        var tests = ConformanceTable.TestsOf(SourceTree.Read("tests"));
        var fixtures = s_fixtureKinds.SelectMany(kind => Directory.GetDirectories(Path.Combine(SourceTree.Top, "spec-fixtures", kind)).Select(path => $"{kind}/{Path.GetFileName(path)}")).ToHashSet();

        var problems = ConformanceTable.Check(s_rows, tests, fixtures);

        problems.Should().BeEmpty();
        s_rows.Count.Should().BeGreaterThan(150);
    }

    // The lines of version 1.3.0 that have MUST, SHALL, SHOULD or REQUIRED in them.
    [Theory]
    [InlineData("runtime.md", "5, 12-14, 16, 24-25, 28, 35, 58-67, 69-73, 77-79, 84, 89, 93, 101-103, 109-111, 113-114, 116, 126-129, 134-136, 141-144")]
    [InlineData("bundle.md", "14, 19")]
    [InlineData("config.md", "17, 30-31, 33, 35-36, 39, 41, 43-44, 66, 70-72, 74-76, 78, 87, 91, 95-105, 107-112, 114-151, 153-155, 161, 164, 166, 189-190, 192, 194-195, 197, 240, 245-249, 252, 264, 268-269, 272-275, 278, 289-290, 303-304, 310, 341-342, 352, 370-371, 530, 555-556, 560-562, 565-566, 570-572, 575-576, 579-580, 583-584, 587-588, 591-592, 596, 598, 602-603, 607, 609-610, 618-619, 621-622, 630, 633-634, 638, 641-642, 646, 649-650, 720, 723-725, 727, 731-738, 740-741, 743, 754, 759")]
    [InlineData("config-linux.md", "11, 29, 39-41, 43, 45-46, 88-90, 92, 127, 132, 134-135, 137, 143, 180, 214, 224, 226, 228, 232, 238, 244, 251, 303, 315, 317, 320, 322, 343, 347, 352, 361, 363, 368, 372, 380, 405, 409, 466, 494, 496, 533, 538, 542, 544, 548, 550, 608, 614, 641-642, 671, 692, 717, 719, 721, 734, 739-740, 742, 747, 751, 753-754, 757, 759, 761, 763, 765, 767, 770-771, 773, 775, 777, 779-780, 783, 785, 826, 885, 888, 927-930, 935, 939, 946-948, 963, 969-970, 972, 1007, 1009, 1013, 1016, 1018, 1068, 1081, 1108")]
    [InlineData("runtime-linux.md", "11")]
    [InlineData("features.md", "7, 10, 14-15, 17-20, 32, 49-50, 131")]
    [InlineData("features-linux.md", "8, 27, 107, 109, 111, 113, 116, 203, 206, 257")]
    public void Every_line_that_demands_something_has_its_row(string file, string lines)
    {
        var problems = ConformanceTable.CheckLines(s_rows, file, ConformanceTable.Numbers(lines));

        problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("| 3 | to do | as asked | `ASpecs.It_is_there` |")]
    [InlineData("| 3-5, 7 | to do | as asked (`invalid/many`) | `ASpecs.It_is_there`, `ASpecs.It_is_there` |")]
    public void A_good_row_passes(string row) => Problems(row).Should().BeEmpty();

    [Theory]
    [InlineData("| 3 | to do |  | `ASpecs.It_is_there` |", "a cell is missing or empty")]
    [InlineData("| 3 | to do | `ASpecs.It_is_there` |", "a cell is missing or empty")]
    [InlineData("| 3 | to do | as asked | - |", "names no test")]
    [InlineData("| 3 | to do | as asked | `ASpecs.It_was_there` |", "there is no test ASpecs.It_was_there")]
    [InlineData("| 3 | to do | as asked (`invalid/few`) | `ASpecs.It_is_there` |", "there is no fixture invalid/few")]
    public void A_bad_row_is_found(string row, string expected) =>
        Problems(row).Should().ContainSingle().Which.Should().Be($"a.md:3: {expected}");

    [Fact]
    public void A_line_without_a_row_and_a_row_without_a_line_are_found()
    {
        var rows = ConformanceTable.Read(Document("| 3-4, 9 | to do | as asked | `ASpecs.It_is_there` |"));

        ConformanceTable.CheckLines(rows, "a.md", [3, 4, 5]).Should().Equal("a.md:5: has no row", "a.md:9: demands nothing");
    }

    private static IReadOnlyList<string> Problems(string row)
    {
        var file = new SourceFile("tests/ASpecs.cs", ["    [Fact]", "    public async Task It_is_there()"]);
        return ConformanceTable.Check(ConformanceTable.Read(Document(row)), ConformanceTable.TestsOf([file]), new HashSet<string> { "invalid/many" });
    }

    private static string[] Document(string row) =>
        ["## [a](https://github.com/opencontainers/runtime-spec/blob/v1.3.0/a.md)", "", "| Line | Asked for | Here | Test |", "|---|---|---|---|", row];
}
