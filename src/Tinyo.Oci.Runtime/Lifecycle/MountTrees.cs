using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The trees that the caller's side clones or makes, and hands to an init that could not: they are outside of its user namespace.</summary>
internal sealed class MountTrees(ContainerPlan plan, int init)
{
    private const int Root = -1;

    internal void Send(MessageSocket socket)
    {
        var isConfined = plan.Namespaces.Has(CloneFlags.CLONE_NEWUSER) && plan.Namespaces.Has(CloneFlags.CLONE_NEWNS) && MountApi.IsAvailable;
        if (isConfined && TryClone(plan.RootFilesystem.Path, recursive: true) is { } root)
        {
            Send(socket, Root, root);
        }

        using var ids = new IdMapper($"/proc/{init}/ns/user");
        for (var position = 0; position < plan.Mounts.Count; position++)
        {
            var mount = plan.Mounts[position];
            if (mount.IdMap is not null && ThreadCredentials.Euid == 0)
            {
                Send(socket, position, MakeMapped(mount, ids));
            }
            else if (isConfined && mount is { Kind: MountKind.Bind, Source: { } source } && TryClone(source, mount.Recursive) is { } tree)
            {
                Send(socket, position, tree);
            }
        }
    }

    private SafeFileHandle MakeMapped(MountPlan mount, IdMapper ids)
    {
        try
        {
            if (mount.Kind is not MountKind.Bind)
            {
                return ids.Make(mount);
            }

            using var source = FileSystem.Open(mount.Source!, OpenFlags.O_PATH);
            return Apart(ids.Clone(mount, source), mount.Source!);
        }
        catch (Exception failure) when (failure is LinuxException or OciException)
        {
            throw MountExecutor.Named(mount, failure);
        }
    }

    // What can't be opened or cloned here is left to init, whose message names the mount.
    private SafeFileHandle? TryClone(string path, bool recursive)
    {
        if (FileSystem.TryOpen(path, OpenFlags.O_PATH, out var source) is not Errno.None)
        {
            return null;
        }

        using (source)
        {
            return MountApi.TryClone(source, recursive, out var tree) is Errno.None ? Apart(tree, path) : null;
        }
    }

    // A clone of a shared mount is shared with it: what the container mounts there would be mounted on the host, too.
    private SafeFileHandle Apart(SafeFileHandle tree, string path)
    {
        var propagation = plan.RootFilesystem.ParentPropagation.HasFlag(MountFlags.MS_PRIVATE) ? MountFlags.MS_PRIVATE : MountFlags.MS_SLAVE;
        MountApi.TrySetAttributes(tree, MountAttributes.None, MountAttributes.None, propagation, recursive: true).ThrowIfFailed("mount_setattr", path);
        return tree;
    }

    // A dead init has usually said why: that message is still to be read.
    private static void Send(MessageSocket socket, int position, SafeFileHandle tree)
    {
        using (tree)
        {
            Span<byte> payload = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(payload, position);
            socket.TrySend(InitMessage.Sources, payload, [tree]);
        }
    }
}
