using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>The kernel's resctrl.</summary>
internal sealed class ResctrlFileSystem(string root) : IResctrl
{
    private const string UsualPlace = "/sys/fs/resctrl";

    /// <summary>The mounted one; null when none is.</summary>
    public static IResctrl? TryFind() =>
        FindRoot(FileSystem.TryTypeOf, static () => FileSystem.TryReadText("/proc/self/mountinfo") ?? "") is { } root ? new ResctrlFileSystem(root) : null;

    /// <inheritdoc/>
    public bool Exists(string path) => FileSystem.TryStat(At(path)) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string path) => FileSystem.TryListDirectories(At(path)) ?? [];

    /// <inheritdoc/>
    public string? TryRead(string path) => FileSystem.TryReadText(At(path));

    /// <inheritdoc/>
    public Errno TryWrite(string path, string text) => FileSystem.TryWriteText(At(path), text);

    /// <inheritdoc/>
    public Errno TryMake(string path) => FileSystem.TryMakeDirectory(At(path), Mode.O755);

    /// <inheritdoc/>
    public Errno TryRemove(string path) => FileSystem.TryRemoveDirectory(At(path));

    /// <summary>Where it is mounted: told by the kind of the file system, wherever that is.</summary>
    internal static string? FindRoot(Func<string, FileSystemMagic?> typeOf, Func<string> mountInfo)
    {
        if (typeOf(UsualPlace) is FileSystemMagic.RDTGROUP_SUPER_MAGIC)
        {
            return UsualPlace;
        }

        // 36 35 98:0 /root /mount/point options [fields] - type source superoptions
        foreach (var line in mountInfo().Split('\n'))
        {
            if (line.Contains(" - resctrl ", StringComparison.Ordinal) && line.Split(' ') is [_, _, _, "/", var mountPoint, ..])
            {
                return mountPoint;
            }
        }

        return null;
    }

    private string At(string path) => path.Length == 0 ? root : $"{root}/{path}";
}
