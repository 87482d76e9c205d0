using System.Text.RegularExpressions;

namespace Tinyo.Oci.Tests.House;

/// <summary>The house's rules, each a function from files to problems.</summary>
internal static partial class HouseRules
{
    private const int MaxLines = 350;

    /// <summary>Every problem of the C# files of src.</summary>
    internal static IReadOnlyList<string> Check(IReadOnlyList<SourceFile> files) =>
        [.. files.SelectMany(Arrows), .. Rings(files), .. files.SelectMany(Namespace), .. files.SelectMany(Length), .. files.SelectMany(Words)];

    /// <summary>Every line that names a place of the machine that the code was written on.</summary>
    internal static IReadOnlyList<string> CheckPaths(IReadOnlyList<SourceFile> files) =>
        [.. from file in files
            from line in Numbered(file.Lines)
            where MachinePath().IsMatch(line.Text)
            select $"{file.Path}:{line.Number}: names a path of one machine: {line.Text.Trim()}"];

    private static IEnumerable<string> Arrows(SourceFile file)
    {
        if (!House.Floors.TryGetValue(file.Room, out var floor))
        {
            return [$"{file.Path}: {file.Room} is no room of the house"];
        }

        return from target in Targets(file)
               where target != file.Room
               let problem = Problem(floor, target)
               where problem is not null
               select $"{file.Path}: {file.Room} (floor {floor}) {problem}";
    }

    private static string? Problem(int floor, string target) =>
        !House.Floors.TryGetValue(target, out var targetFloor) ? $"uses {target}, which is no room of the house"
        : targetFloor > floor ? $"reaches up to {target} (floor {targetFloor})"
        : targetFloor == floor && floor == 0 ? $"reaches across to {target}"
        : null;

    private static IEnumerable<string> Rings(IReadOnlyList<SourceFile> files)
    {
        var arrows = (from file in files
                      from target in Targets(file)
                      where target != file.Room && House.Floors.GetValueOrDefault(target, -1) == House.Floors.GetValueOrDefault(file.Room, -2)
                      select (From: file.Room, To: target))
            .Distinct()
            .ToLookup(arrow => arrow.From, arrow => arrow.To);

        return arrows.Select(group => group.Key).Order(StringComparer.Ordinal)
            .Select(room => Walk(arrows, room, [room]))
            .OfType<IReadOnlyList<string>>()
            .DistinctBy(ring => string.Join(' ', ring.Skip(1).Order(StringComparer.Ordinal)))
            .Select(ring => $"rooms in a ring: {string.Join(" -> ", ring)}");
    }

    // The way from a room back to itself, or null.
    private static IReadOnlyList<string>? Walk(ILookup<string, string> arrows, string goal, IReadOnlyList<string> way)
    {
        foreach (var next in arrows[way[^1]].Order(StringComparer.Ordinal))
        {
            if (next == goal)
            {
                return [.. way, next];
            }

            if (!way.Contains(next) && Walk(arrows, goal, [.. way, next]) is { } ring)
            {
                return ring;
            }
        }

        return null;
    }

    private static IEnumerable<string> Namespace(SourceFile file) =>
        from line in file.Lines
        let match = NamespaceLine().Match(line)
        where match.Success && match.Groups["name"].Value != file.FolderNamespace
        select $"{file.Path}: namespace is {match.Groups["name"].Value}, the folder says {file.FolderNamespace}";

    private static IEnumerable<string> Length(SourceFile file) =>
        file.Lines.Count > MaxLines ? [$"{file.Path}: {file.Lines.Count} lines, at most {MaxLines}"] : [];

    // What derives from a class of .NET's that is made of pointers.
    private const string PointersOfDotNet = "/PlainJsonEncoder.cs";

    private static IEnumerable<string> Words(SourceFile file) =>
        from line in Numbered(Code(file))
        from match in ForbiddenWord().Matches(line.Text)
        where !(match.Value == "unsafe" && (file.Room == "Tinyo.Oci.Linux" || file.Path.EndsWith(PointersOfDotNet, StringComparison.Ordinal)))
        select $"{file.Path}:{line.Number}: '{match.Value}' is not for this house";

    private static IEnumerable<string> Targets(SourceFile file) =>
        Code(file)
            .Where(line => !NamespaceLine().IsMatch(line))
            .SelectMany(line => FullName().Matches(line))
            .Select(match => House.RoomOf(match.Value))
            .Distinct();

    private static IEnumerable<(int Number, string Text)> Numbered(IEnumerable<string> lines) =>
        lines.Select((text, index) => (index + 1, text));

    // Comments and string literals may say anything.
    internal static IEnumerable<string> Code(SourceFile file) =>
        file.Lines.Select(line => CommentOrText().Replace(line, match => match.Value.StartsWith('/') ? "" : "\"\""));

    [GeneratedRegex("""//.*$|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'""")]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bTinyo\.Oci\.[\w.]+")]
    private static partial Regex FullName();

    // The word Process alone is OCI's; the class that starts programs is not ours.
    [GeneratedRegex(@"\b(async|await|Task|Tasks|Thread|ThreadPool|Timer|WaitForPendingFinalizers|unsafe)\b|(?<=\bDiagnostics\.)Process\b|\bProcess(?=\.(Start|GetCurrentProcess|GetProcessById)\()|\bProcessStartInfo\b")]
    private static partial Regex ForbiddenWord();

    [GeneratedRegex(@"/work" + @"/(shared|main|\.)|/tmp" + @"/wt-")]
    private static partial Regex MachinePath();
}
