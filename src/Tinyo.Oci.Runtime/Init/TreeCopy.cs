using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Copies what a directory holds into another, with owner and mode, for <c>tmpcopyup</c>; never leaves either directory.</summary>
internal static class TreeCopy
{
    private const OpenFlags AsDirectory = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    internal static void Copy(SafeFileHandle from, SafeFileHandle to, string subject)
    {
        // Both may be O_PATH handles, which can't be listed.
        using var source = FileSystem.Open(".", AsDirectory, 0, from);
        using var target = FileSystem.Open(".", AsDirectory, 0, to);
        CopyEntries(source, target, subject);
    }

    private static void CopyEntries(SafeFileHandle source, SafeFileHandle target, string subject)
    {
        foreach (var name in FileSystem.List(source, subject))
        {
            var path = $"{subject}/{name}";
            if (FileSystem.TryStat(name, source, follow: false) is { } status)
            {
                CopyOne(source, target, name, status, path);
                FileSystem.ChangeOwner(name, status.Uid, status.Gid, target);
                if (status.Type is not FileType.S_IFLNK)
                {
                    FileSystem.ChangeMode(name, status.Permissions, target); // after the owner, whose change clears setuid
                }
            }
        }
    }

    private static void CopyOne(SafeFileHandle source, SafeFileHandle target, string name, FileStatus status, string path)
    {
        switch (status.Type)
        {
            case FileType.S_IFDIR:
                FileSystem.MakeDirectory(name, Mode.O700, target);
                using (var from = FileSystem.Open(name, AsDirectory, 0, source))
                using (var to = FileSystem.Open(name, AsDirectory, 0, target))
                {
                    CopyEntries(from, to, path);
                }

                break;
            case FileType.S_IFREG:
                CopyFile(source, target, name, path);
                break;
            case FileType.S_IFLNK:
                FileSystem.TryMakeLink(FileSystem.TryReadLink(name, source) ?? "", name, target).ThrowIfFailed("copy", path);
                break;
            default:
                FileSystem.TryMakeNode(name, status.Type, status.Permissions, status.DeviceMajor, status.DeviceMinor, target).ThrowIfFailed("copy", path);
                break;
        }
    }

    private static void CopyFile(SafeFileHandle source, SafeFileHandle target, string name, string path)
    {
        const OpenFlags New = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        // By now it may be a FIFO, which would keep us waiting, or a device without an end.
        using var from = FileSystem.Open(name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY, 0, source);
        if (FileSystem.Stat(from, path).Type is not FileType.S_IFREG)
        {
            throw new OciException($"{path} changed while it was being copied");
        }

        using var to = FileSystem.Open(name, New, Mode.O600, target);
        var buffer = new byte[64 << 10];
        while (FileSystem.Read(from, buffer, path) is > 0 and var count)
        {
            FileSystem.Write(to, buffer.AsSpan(0, count), path);
        }
    }
}
