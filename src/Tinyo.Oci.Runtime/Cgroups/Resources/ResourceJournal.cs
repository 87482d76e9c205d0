using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>What files of a cgroup held before they were written, so that a change that fails half-way can be taken back.</summary>
internal sealed class ResourceJournal
{
    private readonly List<(string Path, string Value)> _before = [];

    /// <summary>Writes a file and remembers what it held; says why not.</summary>
    public Errno TryWrite(string path, string value)
    {
        var before = FileSystem.TryReadText(path);
        var error = FileSystem.TryWriteText(path, value);
        if (error is Errno.None && before is not null)
        {
            _before.Add((path, FormerValue.Of(Path.GetFileName(path), before, value)));
        }

        return error;
    }

    /// <summary>Writes back what the files held, the last one first; returns what can't be, a line each.</summary>
    public IReadOnlyList<string> TakeBack()
    {
        var left = new List<string>();
        for (var index = _before.Count - 1; index >= 0; index--)
        {
            var (path, value) = _before[index];
            if (FileSystem.TryWriteText(path, value) is not Errno.None and var error)
            {
                left.Add($"{path} can't be set back to '{value.TrimEnd()}': {(error is Errno.ENOENT ? "it is gone" : LinuxException.Describe(error))}");
            }
        }

        _before.Clear();
        return left;
    }
}
