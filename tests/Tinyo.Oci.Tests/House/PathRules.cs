using System.Text.RegularExpressions;

namespace Tinyo.Oci.Tests.House;

/// <summary>The design rule about paths: a path inside a container is found once, by a handle on its root, and from then on only the handle is used.</summary>
internal static partial class PathRules
{
    private const string Imports = "src/Tinyo.Oci.Linux/Libc.cs";

    // The files that may hand a path to the kernel; everybody else goes through them.
    private static readonly string[] s_gates =
    [
        "Files/FileSystem.cs", "Files/ExtendedAttribute.cs", "Files/Notification.cs", "Files/WorkingDirectory.cs",
        "Mounts/ClassicMount.cs", "Mounts/RootDirectory.cs", "Processes/StandardStreams.cs",
    ];

    // What init opens by path: the host's before the container has a root, or a single name in a directory that it has a handle on.
    private static readonly string[] s_initsPaths =
    [
        "ConsoleSetup: name", // in the handle of its parent
        "DeviceNodes: name", // in the handle of its parent
        "DeviceNodes: link.Target", // the host's, or what a link says
        "DeviceNodes: node.Path", // the host's, compared with what was asked for
        "HiddenPaths: \"\"", // the host's /dev/null, by what it is
        "HomeDirectory: $\"\"", // a handle that was looked at, opened again
        "HomeDirectory: \"\"", // the container's /etc/passwd, once its root is /
        "HostViews: place", // the host's, which --no-pivot leaves
        "HostViews: Unescape(parent[PlaceField])", // the same
        "IdMapper: containersNamespace", // the host's /proc
        "IdMapRefusal: \"\"", // for an error's text
        "IdMaps: $\"\"", // reads the host's /proc
        "MountExecutor: mount.Source!", // the host's, or what a link says
        "RootFilesystem: path", // the host's
        "RootFilesystem: wanted.Path", // the host's
        "RootFilesystem: directory", // a handle
        "TreeCopy: name", // in the handle of its directory
        "TreeCopy: FileSystem.TryReadLink(name", // what a link says
        "TreeCopy: \"\"", // the directory of a handle itself
    ];

    /// <summary>Every use of a path where none should be.</summary>
    internal static IReadOnlyList<string> Check(IReadOnlyList<SourceFile> files) =>
        [.. Gates(files), .. files.SelectMany(Init), .. files.SelectMany(Procfs)];

    private static IEnumerable<string> Gates(IReadOnlyList<SourceFile> files)
    {
        var taking = files.Where(file => file.Path == Imports).SelectMany(file => file.Lines)
            .Select(line => PathImport().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).ToHashSet();
        return from file in files
               where !s_gates.Any(file.Path.EndsWith)
               from line in Numbered(file)
               from match in ImportUse().Matches(line.Text)
               where taking.Contains(match.Groups["name"].Value)
               select $"{file.Path}:{line.Number}: hands a path to the kernel by {match.Groups["name"].Value}, which is for FileSystem and its like";
    }

    private static IEnumerable<string> Init(SourceFile file) =>
        from line in Numbered(file)
        where file.Room == "Init"
        from match in PathUse().Matches(line.Text)
        let use = $"{Path.GetFileNameWithoutExtension(file.Path)}: {match.Groups["what"].Value}"
        where !s_initsPaths.Contains(use)
        select $"{file.Path}:{line.Number}: {match.Groups["call"].Value} takes a path ({match.Groups["what"].Value}): use RootedDirectory or ProcDirectory";

    private static IEnumerable<string> Procfs(SourceFile file) =>
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where ProcWrite().IsMatch(line.Text)
        select $"{file.Path}:{line.Number}: writes to /proc by path: use ProcDirectory";

    private static IEnumerable<(int Number, string Text)> Numbered(SourceFile file) =>
        HouseRules.Code(file).Select((text, index) => (index + 1, text));

    [GeneratedRegex(@"static partial \w+\*? (?<name>\w+)\(.*\bstring\??\s")]
    private static partial Regex PathImport();

    [GeneratedRegex(@"\bLibc\.(?<name>\w+)\(")]
    private static partial Regex ImportUse();

    [GeneratedRegex(@"\bFileSystem\.(?<call>Open|TryOpen|OpenMountRoot|TryStat|MakeDirectory|MakeDirectories|TryMake\w+|TryReadLink|TryReadText|TryWriteText|TryRemove\w+|Rename|Replace|ChangeMode|ChangeOwner|TryAccess|TryTypeOf|TryList\w*)\((?<what>\w+\([^)]*\)|[^,)]+)")]
    private static partial Regex PathUse();

    // What a child writes before it joins anything goes to the host's.
    [GeneratedRegex(@"\b(TryWriteText|Replace)\(\s*\$?""/proc")]
    private static partial Regex ProcWrite();
}
