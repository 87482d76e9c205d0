using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The container's own procfs and sysfs, by handle: what is hidden in them is hidden there, and not where their paths may lead by then.</summary>
internal sealed class KernelViews : IDisposable
{
    private readonly List<(string Prefix, RootedDirectory Root)> _views = [];

    /// <summary>Remembers a mount if it is one of these; takes the handle over when it says so.</summary>
    internal bool Remember(MountPlan mount, SafeFileHandle mounted)
    {
        var prefix = $"{mount.Target}/";
        _views.RemoveAll(view => Covers(prefix, view));
        if (mount is not { Kind: MountKind.FileSystem, Type: "proc" or "sysfs" })
        {
            return false;
        }

        _views.Add((prefix, new RootedDirectory(mounted)));
        return true;
    }

    /// <summary>Opens a path in the one of these that it is in, or else in the container's root.</summary>
    internal Errno TryOpen(RootedDirectory root, string path, out SafeFileHandle handle)
    {
        foreach (var (prefix, view) in _views)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
            {
                return view.TryOpen(path[(prefix.Length - 1)..], OpenFlags.O_PATH, out handle);
            }
        }

        return root.TryOpen(path, OpenFlags.O_PATH, out handle);
    }

    /// <inheritdoc/>
    public void Dispose() => _views.ForEach(static view => view.Root.Dispose());

    // A later mount on the same place, or on a directory that it is in, hides it.
    private static bool Covers(string prefix, (string Prefix, RootedDirectory Root) view)
    {
        if (!view.Prefix.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        view.Root.Dispose();
        return true;
    }
}
