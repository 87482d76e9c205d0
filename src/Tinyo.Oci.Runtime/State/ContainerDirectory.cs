using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>An open container directory: the record, the start gate, and the lock that operations take.</summary>
internal sealed class ContainerDirectory : IDisposable
{
    private const string RecordName = "record.json";
    private const string StageName = "rootfs";
    private const string FilterName = "filter.bpf";

    internal ContainerDirectory(ContainerId id, string path, SafeFileHandle handle) => (Id, Path, Handle) = (id, path, handle);

    /// <summary>The container's id.</summary>
    public ContainerId Id { get; }

    /// <summary>Absolute path of the directory, to be shown: files in it are reached through <see cref="Handle"/>.</summary>
    public string Path { get; }

    /// <summary>The directory itself.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The container's record; null before its create has written one.</summary>
    public ContainerRecord? TryReadRecord()
    {
        if (FileSystem.TryOpen(RecordName, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, out var file, 0, Handle) is not Errno.None)
        {
            return null;
        }

        using (file)
        {
            try
            {
                return RecordReader.Read(FileSystem.ReadAll(file, RecordName));
            }
            catch (JsonException failure)
            {
                throw new OciException(
                    $"the record of container '{Id}' is broken, remove it with delete --force: {Path}/{RecordName}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Writes the record whole or not at all.</summary>
    public void WriteRecord(ContainerRecord record) =>
        FileSystem.Replace(RecordName, RecordWriter.Write(record), Mode.O600, Handle, exchanges: true);

    /// <summary>Writes the filter of system calls for processes that join the container.</summary>
    public void WriteFilter(ReadOnlySpan<byte> filter) => FileSystem.Replace(FilterName, filter, Mode.O600, Handle);

    /// <summary>That filter; null when the container has none.</summary>
    public byte[]? TryReadFilter()
    {
        var error = FileSystem.TryOpen(FilterName, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, out var file, 0, Handle);
        using (file)
        {
            return error switch
            {
                Errno.None => FileSystem.ReadAll(file, FilterName),
                Errno.ENOENT => null,
                _ => throw new LinuxException("open", $"{Path}/{FilterName}", error), // never taken for no filter
            };
        }
    }

    /// <summary>Where the root of a container without a mount namespace of its own is mounted.</summary>
    public string StagePath => $"{Path}/{StageName}";

    /// <summary>Makes the place for such a root.</summary>
    public void MakeStage() => FileSystem.MakeDirectory(StageName, Mode.O700, Handle);

    /// <summary>Takes such a root away, with all that is mounted below it.</summary>
    public void DetachStage()
    {
        while (FileSystem.TryOpen(StageName, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, out var stage, 0, Handle) is Errno.None)
        {
            using (stage)
            {
                if (FileSystem.Stat(stage).MountId == FileSystem.Stat(Handle).MountId)
                {
                    return;
                }
            }

            if (ClassicMount.TryDetach(StagePath) is not Errno.None and var error)
            {
                throw new LinuxException("umount2", StagePath, error);
            }
        }
    }

    /// <summary>Takes the operation lock if nobody has it; closing the directory gives it back.</summary>
    public bool TryLock() => FileSystem.TryLock(Handle, exclusive: true);

    /// <summary>Waits for the operation lock; closing the directory gives it back.</summary>
    public void Lock() => FileSystem.Lock(Handle, exclusive: true, Path);

    /// <summary>Whether some operation, as a create, holds the lock.</summary>
    public bool IsLocked()
    {
        // A lock belongs to an open file: one of our own would be given back with this one.
        if (FileSystem.TryOpen(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out var probe, 0, Handle) is not Errno.None)
        {
            return false;
        }

        using (probe)
        {
            return !FileSystem.TryLock(probe, exclusive: false);
        }
    }

    /// <summary>Whether this is still the directory of the id, and not one that was removed and perhaps made anew.</summary>
    public bool IsCurrent()
    {
        var mine = FileSystem.Stat(Handle, Path);
        return FileSystem.TryStat(Path, follow: false) is { } current && (current.Device, current.Inode) == (mine.Device, mine.Inode);
    }

    /// <summary>Removes the directory with all it holds, following no link; what has gone already is fine.</summary>
    public void Remove()
    {
        DetachStage(); // before anything is removed: what is below it is the user's
        Empty(Handle, Path);
        if (FileSystem.TryRemoveDirectory(Path) is not (Errno.None or Errno.ENOENT) and var error)
        {
            throw new LinuxException("rmdir", Path, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static void Empty(SafeFileHandle directory, string path)
    {
        foreach (var name in FileSystem.TryList(".", directory) ?? [])
        {
            switch (FileSystem.TryRemoveFile(name, directory))
            {
                case Errno.None or Errno.ENOENT:
                    break;
                case Errno.EISDIR:
                    RemoveTree(directory, name, $"{path}/{name}");
                    break;
                case var error:
                    throw new LinuxException("unlink", $"{path}/{name}", error);
            }
        }
    }

    private static void RemoveTree(SafeFileHandle parent, string name, string path)
    {
        using (var directory = FileSystem.Open(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, 0, parent))
        {
            if (FileSystem.Stat(directory).MountId != FileSystem.Stat(parent).MountId)
            {
                throw new OciException($"{path} is a mount that was not made here: unmount it first");
            }

            Empty(directory, path);
        }

        if (FileSystem.TryRemoveDirectory(name, parent) is not (Errno.None or Errno.ENOENT) and var error)
        {
            throw new LinuxException("rmdir", path, error);
        }
    }
}
