using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>The state root: one directory for each container, named by its id.</summary>
internal sealed class StateStore(string root)
{
    private const string UserRuntimeDirectory = "XDG_RUNTIME_DIR";

    /// <summary>Claims an id: makes its directory, which holds the operation lock until it is closed.</summary>
    public ContainerDirectory Reserve(ContainerId id)
    {
        while (true)
        {
            using var claim = Claim(id);
            // Until it is locked, a delete may take the new directory for the leftover of a dead create.
            if (TryOpen(id) is { } directory)
            {
                directory.Lock();
                if (directory.IsCurrent())
                {
                    return directory;
                }

                directory.Dispose();
            }
        }
    }

    /// <summary>Whether a directory is what a create left that died before it wrote a record.</summary>
    public bool IsAbandoned(ContainerDirectory directory)
    {
        using var claims = LockRoot(); // now no directory is new and not locked yet
        return !directory.IsLocked() && directory.TryReadRecord() is null && directory.IsCurrent();
    }

    /// <summary>Opens a container's directory without waiting for anybody; null when there is none.</summary>
    public ContainerDirectory? TryOpen(ContainerId id)
    {
        var path = PathOf(id);
        return FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, out var handle) switch
        {
            Errno.None => new ContainerDirectory(id, path, handle),
            Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP => null,
            var error => throw new LinuxException("open", path, error),
        };
    }

    /// <summary>Opens a container's directory without waiting for anybody.</summary>
    public ContainerDirectory Open(ContainerId id) => TryOpen(id) ?? throw Missing(id);

    /// <summary>Opens a container's directory and waits for its operation lock; null when there is none.</summary>
    public ContainerDirectory? TryOpenLocked(ContainerId id)
    {
        while (TryOpen(id) is { } directory)
        {
            directory.Lock();
            if (directory.IsCurrent())
            {
                return directory;
            }

            directory.Dispose();
        }

        return null;
    }

    /// <summary>Opens a container's directory and waits for its operation lock.</summary>
    public ContainerDirectory OpenLocked(ContainerId id) => TryOpenLocked(id) ?? throw Missing(id);

    /// <summary>The ids of all containers, in order.</summary>
    public IReadOnlyList<ContainerId> Ids()
    {
        var names = FileSystem.TryList(root) ?? [];
        names.Sort(StringComparer.Ordinal);
        var ids = new List<ContainerId>(names.Count);
        foreach (var name in names)
        {
            if (ContainerId.TryParse(name, out var id) && FileSystem.TryStat(PathOf(id), follow: false) is { IsDirectory: true })
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>The refusal for an id that nobody uses.</summary>
    public static OciException Missing(ContainerId id) => new($"container does not exist: '{id}'");

    private string PathOf(ContainerId id) => $"{root}/{id}";

    // Makes the directory of an id. Until the result is closed, others that would judge what is there wait.
    private SafeFileHandle Claim(ContainerId id)
    {
        var claim = LockRoot();
        var path = PathOf(id);
        var error = FileSystem.TryMakeDirectory(path, Mode.O711);
        if (error is Errno.None)
        {
            return claim;
        }

        claim.Dispose();
        throw error is Errno.EEXIST
            ? new OciException($"container with given ID already exists: '{id}'")
            : new LinuxException("mkdir", path, error);
    }

    private SafeFileHandle LockRoot()
    {
        const OpenFlags Directory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
        var error = FileSystem.TryOpen(root, Directory, out var handle);
        if (error is Errno.ENOENT)
        {
            FileSystem.MakeDirectories(root, Mode.O700 | (IsPruned(root) ? Mode.Sticky : 0));
            error = FileSystem.TryOpen(root, Directory, out handle);
        }

        if (error is not Errno.None)
        {
            throw new LinuxException("open", root, error);
        }

        FileSystem.Lock(handle, exclusive: true, root);
        return handle;
    }

    // What lies under XDG_RUNTIME_DIR untouched may be removed, unless it is sticky: so says the base directory specification.
    private static bool IsPruned(string path) =>
        Environment.GetEnvironmentVariable(UserRuntimeDirectory) is { Length: > 1 } pruned
        && path.StartsWith(pruned, StringComparison.Ordinal)
        && (path.Length == pruned.Length || pruned.EndsWith('/') || path[pruned.Length] == '/');
}
