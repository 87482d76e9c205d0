using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Makes mounts whose ids are mapped, not yet in any place, by one user namespace for each distinct mapping.</summary>
/// <param name="containersNamespace">The path of the container's user namespace.</param>
internal sealed class IdMapper(string containersNamespace) : IDisposable
{
    private readonly List<(MountIdMapPlan Map, SafeFileHandle Namespace)> _made = [];

    /// <summary>A mapped copy of a bind's source.</summary>
    internal SafeFileHandle Clone(MountPlan mount, SafeFileHandle source)
    {
        CheckKernel();
        return Map(mount, DescriptorMounts.Clone(mount, source), source);
    }

    /// <summary>A new file system, mapped.</summary>
    internal SafeFileHandle Make(MountPlan mount)
    {
        CheckKernel();
        return Map(mount, DescriptorMounts.MakeUnplaced(mount), source: null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, handle) in _made)
        {
            handle.Dispose();
        }
    }

    private static void CheckKernel()
    {
        if (!MountApi.IsAvailable)
        {
            throw new OciException("id-mapped mounts need mount_setattr(2), Linux 5.12 or newer");
        }
    }

    private SafeFileHandle Map(MountPlan mount, SafeFileHandle tree, SafeFileHandle? source)
    {
        var error = MountApi.TryMapIds(tree, NamespaceFor(mount.IdMap!), mount.IdMap!.Recursive);
        if (error is Errno.None)
        {
            return tree;
        }

        tree.Dispose();
        throw new OciException(IdMapRefusal.Explain(error, mount, source));
    }

    private SafeFileHandle NamespaceFor(MountIdMapPlan map)
    {
        foreach (var (other, handle) in _made)
        {
            if (AreSame(map.UidMappings, other.UidMappings) && AreSame(map.GidMappings, other.GidMappings))
            {
                return handle;
            }
        }

        var made = map.IsContainers
            ? FileSystem.Open(containersNamespace, OpenFlags.O_RDONLY)
            : UserNamespace.Make(pid => IdMaps.Write(pid, map.UidMappings, map.GidMappings));
        _made.Add((map, made));
        return made;
    }

    private static bool AreSame(IReadOnlyList<LinuxIdMapping> some, IReadOnlyList<LinuxIdMapping> others)
    {
        for (var index = 0; index < some.Count; index++)
        {
            if (index == others.Count || some[index] != others[index])
            {
                return false;
            }
        }

        return some.Count == others.Count;
    }
}
