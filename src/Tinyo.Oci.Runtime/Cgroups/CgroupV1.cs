using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A cgroup in a hierarchy of cgroup v1.</summary>
internal sealed class CgroupV1(CgroupDirectory directory) : CgroupTree(directory)
{
    private const string StateFile = "freezer.state";
    private static readonly string[] s_cpusetFiles = ["cpuset.cpus", "cpuset.mems"];

    /// <inheritdoc/>
    public override bool CanFreeze { get; } = directory.Has("freezer");

    /// <inheritdoc/>
    public override bool IsFrozen() => CanFreeze && TryRead(StateFile) is { } state && state.StartsWith("FR", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool TrySetFrozen(bool frozen)
    {
        // A process that forks while it is frozen stays FREEZING for ever, unless the word is written again.
        var word = frozen ? "FROZEN" : "THAWED";
        if (TryWrite(StateFile, word) is not Errno.None and var error)
        {
            throw Failure($"can't be {word}", Directory.Path, error);
        }

        return TryRead(StateFile)?.TrimEnd() == word;
    }

    /// <inheritdoc/>
    public override void ThawAll()
    {
        if (CanFreeze)
        {
            ThawAll(Directory.Path);
        }
    }

    /// <inheritdoc/>
    public override bool TryKill() => false;

    /// <inheritdoc/>
    protected override void Prepare(string path, bool isNew)
    {
        if (Directory.Has("cpuset"))
        {
            CopyCpuset(path, isNew);
        }
    }

    // Whoever is in a container may have frozen a part of it.
    private static void ThawAll(string path)
    {
        FileSystem.TryWriteText($"{path}/{StateFile}", "THAWED");
        foreach (var name in Below(path))
        {
            ThawAll($"{path}/{name}");
        }
    }

    // A fresh cpuset has no CPU and no memory node, or by cgroup.clone_children its parent's already; without any it can't be
    // joined. One that was there before may have its own.
    private void CopyCpuset(string path, bool isNew)
    {
        foreach (var name in s_cpusetFiles)
        {
            if (isNew || string.IsNullOrWhiteSpace(CgroupFile.TryRead($"{path}/{name}")))
            {
                Inherit(path, name);
            }
        }
    }

    // What another create has just made above may still be empty, and another delete may take it away again: then it is made anew.
    private string? Inherit(string path, string name)
    {
        var parent = Path.GetDirectoryName(path)!;
        var inherited = CgroupFile.TryRead($"{parent}/{name}");
        if (string.IsNullOrWhiteSpace(inherited) && IsBelowMount(parent))
        {
            inherited = Inherit(parent, name);
        }

        if (inherited is not null
            && FileSystem.TryWriteText($"{path}/{name}", inherited) is not (Errno.None or Errno.ENOENT or Errno.ENODEV) and var error)
        {
            throw Failure($"{name} can't be copied from its parent", path, error);
        }

        return inherited;
    }
}
