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
            case Errno.None:
                break;
            case Errno.EEXIST when Matches(node, parent, name):
                break;
            case Errno.EEXIST:
                throw new OciException($"device {node.Path} exists in the root filesystem, and is another kind of file or device");
            case Errno.EPERM when !mayBind:
                Bind(node); // a user namespace above us forbids mknod
                return;
            default:
                throw new LinuxException("mknod", node.Path, error);
        }

        FileSystem.ChangeOwner(name, node.Uid, node.Gid, parent);
        FileSystem.ChangeMode(name, node.Mode, parent);
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

    private static bool Matches(DevicePlan node, SafeFileHandle parent, string name) =>
        FileSystem.TryStat(name, parent, follow: false) is { } status && IsDevice(status, node);

    private static bool IsDevice(in FileStatus status, DevicePlan node) =>
        status.Type == node.Type && (node.Type is FileType.S_IFIFO || (status.DeviceMajor, status.DeviceMinor) == (node.Major, node.Minor));
}
