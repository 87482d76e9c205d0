using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Makes device nodes and links below the root; each in a directory held by handle (CVE-2026-41579).</summary>
internal sealed class DeviceNodes(RootedDirectory root, IMountMethod mounts)
{
    internal void Make(DevicesPlan plan)
    {
        foreach (var node in plan.Nodes)
        {
            if (plan.Bind && node.Type is not FileType.S_IFIFO)
            {
                Bind(node);
            }
            else
            {
                MakeNode(node, plan.Bind);
            }
        }

        foreach (var link in plan.Links)
        {
            if (!link.Optional || FileSystem.TryStat(link.Target, follow: false) is not null)
            {
                MakeLink(link);
            }
        }
    }

    private void MakeNode(DevicePlan node, bool mayBind)
    {
        using var parent = root.OpenParent(node.Path, out var name);
        var error = FileSystem.TryMakeNode(name, node.Type, node.Mode, node.Major, node.Minor, parent);
        switch (error)
        {
            case Errno.None when node is { Uid: 0, Gid: 0 } && (node.Mode & ~Mode.O777) == 0:
                return; // a fresh node is root's, and with the umask at 0 its mode is as asked
            case Errno.None or Errno.EEXIST:
                Complete(node, parent, name);
                return;
            case Errno.EPERM when !mayBind:
                Bind(node); // a user namespace above us forbids mknod
                return;
            default:
                throw new LinuxException("mknod", node.Path, error);
        }
    }

    // By handle: the directory may be a volume whose other users put a link to the host's files in the node's place.
    private static void Complete(DevicePlan node, SafeFileHandle parent, string name)
    {
        using var made = FileSystem.Open(name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, 0, parent);
        if (!IsDevice(FileSystem.Stat(made, node.Path), node))
        {
            throw new OciException($"device {node.Path} exists in the root filesystem, and is another kind of file or device");
        }

        FileSystem.ChangeOwnerAndMode(made, node.Uid, node.Gid, node.Mode, node.Path);
    }

    private void Bind(DevicePlan node)
    {
        using var source = FileSystem.Open(node.Path, OpenFlags.O_PATH);
        if (!IsDevice(FileSystem.Stat(source), node))
        {
            throw new OciException($"the host's {node.Path} is not the device {node.Major}:{node.Minor} that the container asks for");
        }

        using var target = root.OpenOrMakeFile(node.Path);
        mounts.Bind(new MountPlan { Index = -1, Kind = MountKind.Bind, Source = node.Path, Target = node.Path }, source, target).Dispose();
    }

    private void MakeLink(LinkPlan link)
    {
        using var parent = root.OpenParent(link.Path, out var name);
        var error = FileSystem.TryMakeLink(link.Target, name, parent);
        if (error is Errno.EEXIST && name == "ptmx")
        {
            // devpts belongs to the container: the image's own node would lead to the host's.
            FileSystem.TryRemoveFile(name, parent);
            error = FileSystem.TryMakeLink(link.Target, name, parent);
        }

        if (error is not (Errno.None or Errno.EEXIST))
        {
            throw new LinuxException("symlink", link.Path, error);
        }
    }

    private static bool IsDevice(in FileStatus status, DevicePlan node) =>
        status.Type == node.Type && (node.Type is FileType.S_IFIFO || (status.DeviceMajor, status.DeviceMinor) == (node.Major, node.Minor));
}
