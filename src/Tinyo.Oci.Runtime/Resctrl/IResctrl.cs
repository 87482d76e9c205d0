using Tinyo.Oci.Linux;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>A resctrl file system, by paths from its root: groups of processes that share cache and memory bandwidth.</summary>
internal interface IResctrl
{
    /// <summary>Whether there is such a file or directory.</summary>
    bool Exists(string path);

    /// <summary>The names of the directories in one.</summary>
    IReadOnlyList<string> Directories(string path);

    /// <summary>What a file holds; null when there is none, or it tells nothing.</summary>
    string? TryRead(string path);

    /// <summary>Writes a file, and says why not.</summary>
    Errno TryWrite(string path, string text);

    /// <summary>Makes a group, and says why not.</summary>
    Errno TryMake(string path);

    /// <summary>Removes a group, whose processes go to the one above, and says why not.</summary>
    Errno TryRemove(string path);
}
