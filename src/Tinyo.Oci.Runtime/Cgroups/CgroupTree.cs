using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A container's cgroup in one hierarchy, with all that is below it.</summary>
internal abstract class CgroupTree(CgroupDirectory directory)
{
    // On a parent that some container's create made: whichever container below it goes last takes it away.
    private const string ParentMark = "user.tinyo-oci";

    // On a cgroup that was empty, but there, when a create took it: it is not its earlier user's any more, who may still be on record.
    private const string ClaimMark = "user.tinyo-oci.claim";
    private const int MostRaces = 8;

    private readonly List<string> _made = [];
    private bool _isClaimed;

    /// <summary>Where it is.</summary>
    public CgroupDirectory Directory { get; } = directory;

    /// <summary>Whether it is in the hierarchy that freezes.</summary>
    public abstract bool CanFreeze { get; }

    /// <summary>Whether another container has been put into the cgroup since this one was.</summary>
    public bool IsTaken() => ExtendedAttribute.TryGet(Directory.Path, ClaimMark) is { } claim && claim != Directory.Claim;

    /// <summary>Whether the cgroup is frozen or about to be.</summary>
    public abstract bool IsFrozen();

    /// <summary>Asks for frozen or for thawed processes, and tells whether they are yet.</summary>
    public abstract bool TrySetFrozen(bool frozen);

    /// <summary>Thaws what is frozen in the cgroup and below, so that what was killed there can die.</summary>
    public abstract void ThawAll();

    /// <summary>Kills all processes at once, where the kernel knows how.</summary>
    public abstract bool TryKill();

    /// <summary>Makes the cgroup and missing parents; an existing one must be empty. Says why not.</summary>
    public Errno TryCreate()
    {
        var error = TryMake(Directory.Path, MostRaces);
        if (error is Errno.EEXIST)
        {
            ThrowUnlessUsable();
            Prepare(Directory.Path, isNew: false);
            _isClaimed = Directory.Claim > 0 && ExtendedAttribute.TrySet(Directory.Path, ClaimMark, Directory.Claim) is Errno.None;
            error = Errno.None;
        }

        return error;
    }

    /// <summary>Removes what <see cref="TryCreate"/> has made.</summary>
    public void Undo()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            FileSystem.TryRemoveDirectory(_made[i]);
        }

        _made.Clear();
        if (_isClaimed)
        {
            ExtendedAttribute.TryRemove(Directory.Path, ClaimMark);
            _isClaimed = false;
        }
    }

    /// <summary>Opens the way in for a process that is about to be made: what it writes itself to, or is born in; says why not.</summary>
    public Errno TryOpenEntrance(out SafeFileHandle handle) => Directory.IsV2
        ? FileSystem.TryOpen(Directory.Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out handle)
        : FileSystem.TryOpen($"{Directory.Path}/tasks", OpenFlags.O_WRONLY, out handle);

    /// <summary>Moves a process in, and says why not.</summary>
    public virtual Errno TryJoin(int pid) => TryWrite("cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds the pids in the cgroup and below to a set; false when there is no such cgroup.</summary>
    public bool TryCollect(ISet<int> pids) => TryCollect(Directory.Path, pids);

    /// <summary>Removes the cgroup if it is empty: one call; says why not.</summary>
    public Errno TryRemove() => FileSystem.TryRemoveDirectory(Directory.Path) switch
    {
        Errno.ENOENT => Errno.None,
        var error => error,
    };

    /// <summary>Removes the cgroup and those below it, deepest first; says why not.</summary>
    public Errno TryRemoveTree() => TryRemoveTree(Directory.Path);

    /// <summary>Removes the parents that were made for this cgroup or for its siblings, as far as nobody uses them any more.</summary>
    public void RemoveParents()
    {
        var parent = Path.GetDirectoryName(Directory.Path)!;
        for (var i = 0; IsBelowMount(parent) && IsOurs(parent, i) && FileSystem.TryRemoveDirectory(parent) is Errno.None or Errno.ENOENT; i++)
        {
            parent = Path.GetDirectoryName(parent)!;
        }
    }

    /// <summary>Refuses a cgroup that somebody uses, or that would freeze whoever joins it.</summary>
    public void ThrowUnlessUsable()
    {
        var pids = new HashSet<int>();
        TryCollect(pids);
        if (pids.Count > 0)
        {
            throw new OciException($"container's cgroup is not empty: {pids.Count} process(es) found in {Directory.Path}");
        }

        if (CanFreeze && IsFrozen())
        {
            throw new OciException($"container's cgroup unexpectedly frozen: {Directory.Path}");
        }
    }

    /// <summary>Makes a directory ready to be joined or to hold others.</summary>
    protected virtual void Prepare(string path, bool isNew)
    {
    }

    /// <summary>Whether a path of the hierarchy is not its root.</summary>
    protected bool IsBelowMount(string path) => path.Length > Directory.Mount.Length;

    /// <summary>Reads a file of the cgroup; null when there is none.</summary>
    protected string? TryRead(string name) => CgroupFile.TryRead($"{Directory.Path}/{name}");

    /// <summary>Writes a file of the cgroup, and says why not.</summary>
    protected Errno TryWrite(string name, string text) => FileSystem.TryWriteText($"{Directory.Path}/{name}", text);

    /// <summary>An error about a cgroup. Callers take "no such file" for a missing command, so these words are not used.</summary>
    internal static OciException Failure(string what, string path, Errno error) =>
        new($"cgroup {path}: {what}: {(error is Errno.ENOENT or Errno.ENODEV ? "it is gone" : LinuxException.Describe(error))}");

    private Errno TryMake(string path, int tries)
    {
        var error = FileSystem.TryMakeDirectory(path, Mode.O755);
        // Another container's delete may take a shared parent away at any moment: then it is made again.
        while (error is Errno.ENOENT && tries-- > 0 && Path.GetDirectoryName(path) is { } parent && IsBelowMount(parent))
        {
            if (TryMake(parent, tries) is not (Errno.None or Errno.EEXIST) and var failure)
            {
                return failure;
            }

            error = FileSystem.TryMakeDirectory(path, Mode.O755);
        }

        if (error is Errno.None)
        {
            _made.Add(path);
            Mark(path);
            Prepare(path, isNew: true);
        }

        return error;
    }

    // Linux before 5.7 has no marks on cgroups: there only the container that made a parent removes it.
    private void Mark(string path)
    {
        if (path.Length < Directory.Path.Length)
        {
            ExtendedAttribute.TrySet(path, ParentMark);
        }
    }

    private bool IsOurs(string parent, int above) => above < Directory.OwnParents || ExtendedAttribute.IsSet(parent, ParentMark);

    private static bool TryCollect(string path, ISet<int> pids)
    {
        if (!CgroupFile.TryAddProcesses($"{path}/cgroup.procs", pids))
        {
            return false;
        }

        foreach (var name in Below(path))
        {
            TryCollect($"{path}/{name}", pids);
        }

        return true;
    }

    private static Errno TryRemoveTree(string path)
    {
        foreach (var name in Below(path))
        {
            TryRemoveTree($"{path}/{name}");
        }

        return FileSystem.TryRemoveDirectory(path) is not Errno.ENOENT and var error ? error : Errno.None;
    }

    /// <summary>The names of the cgroups right below one.</summary>
    protected static List<string> Below(string path) => FileSystem.TryListDirectories(path) ?? [];
}
