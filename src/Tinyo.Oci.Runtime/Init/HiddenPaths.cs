using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Hides and protects paths of the container: <c>maskedPaths</c> and <c>readonlyPaths</c>.</summary>
/// <param name="root">The container's root.</param>
/// <param name="views">Its procfs and sysfs.</param>
/// <param name="mounts">How to mount.</param>
/// <param name="hostNull">The host's /dev/null, opened before anything of the container was there (CVE-2025-31133).</param>
internal sealed class HiddenPaths(RootedDirectory root, KernelViews views, IMountMethod mounts, SafeFileHandle hostNull) : IDisposable
{
    private const uint NullMajor = 1;
    private const uint NullMinor = 3;

    private SafeFileHandle? _emptyDirectory;

    /// <summary>Opens the host's /dev/null, and refuses anything else that may be there.</summary>
    internal static SafeFileHandle OpenNull()
    {
        var node = FileSystem.Open("/dev/null", OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        var status = FileSystem.Stat(node, "/dev/null");
        return status.Type is FileType.S_IFCHR && (status.DeviceMajor, status.DeviceMinor) == (NullMajor, NullMinor)
            ? node
            : throw new OciException("/dev/null of the host is not the null device");
    }

    /// <summary>Covers files with the null device and directories with an empty one; what is not there is passed over.</summary>
    internal void Mask(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (TryOpen(path, "mask") is { } target)
            {
                using (target)
                {
                    Cover(path, target);
                }
            }
        }
    }

    /// <summary>Makes paths read-only, with all other flags as they were; what is not there is passed over.</summary>
    internal void MakeReadonly(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (TryOpen(path, "make read-only") is { } target)
            {
                using (target)
                {
                    mounts.BindReadonly(path, target);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _emptyDirectory?.Dispose();

    private SafeFileHandle? TryOpen(string path, string purpose) => views.TryOpen(root, path, out var target) switch
    {
        Errno.None => target,
        Errno.ENOENT or Errno.ENOTDIR => null,
        var error => throw new LinuxException(purpose, path, error),
    };

    private void Cover(string path, SafeFileHandle target)
    {
        if (!FileSystem.Stat(target).IsDirectory)
        {
            mounts.Bind(Covering(path, "/dev/null"), hostNull, target).Dispose();
            return;
        }

        if (_emptyDirectory is not null)
        {
            mounts.Bind(Covering(path, "an empty directory"), _emptyDirectory, target).Dispose();
            return;
        }

        _emptyDirectory = mounts.MountNew(
            new MountPlan { Index = -1, Kind = MountKind.FileSystem, Type = "tmpfs", Source = "tmpfs", Target = path, Flags = MountFlags.MS_RDONLY },
            target, ["nr_blocks=1", "nr_inodes=1"], fill: null);
    }

    private static MountPlan Covering(string path, string source) =>
        new() { Index = -1, Kind = MountKind.Bind, Source = source, Target = path };
}
