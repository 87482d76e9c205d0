using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The container's way to its notify socket: a directory that it sees read-only, and into which start puts the socket.</summary>
internal static class NotifySocketMount
{
    /// <summary>The socket's name in the directory.</summary>
    internal const string SocketName = "notify.sock";

    private const string DirectoryName = "notify";
    private const string Place = "/run/notify";

    /// <summary>The plan, with the socket in reach of the program if the caller waits for readiness; makes the directory.</summary>
    internal static ContainerPlan AddTo(ContainerPlan plan, ContainerDirectory directory)
    {
        if (NotifySocketHost.Address is null || plan.Process is not { } process)
        {
            return plan;
        }

        MakeDirectory(directory);
        return plan with
        {
            Mounts = [.. plan.Mounts, Mount($"{directory.Path}/{DirectoryName}", plan.Mounts)],
            Process = process with { Env = WithSocket(process.Env) },
        };
    }

    /// <summary>Opens the directory; null when create made none.</summary>
    internal static SafeFileHandle? TryOpen(ContainerDirectory directory)
    {
        const OpenFlags Directory = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        return FileSystem.TryOpen(DirectoryName, Directory, out var handle, 0, directory.Handle) is Errno.None ? handle : null;
    }

    private static void MakeDirectory(ContainerDirectory directory)
    {
        FileSystem.MakeDirectory(DirectoryName, Mode.O755, directory.Handle);
        FileSystem.ChangeMode(DirectoryName, Mode.O755, directory.Handle); // whatever our umask: any user of the container may pass
    }

    private static MountPlan Mount(string source, IReadOnlyList<MountPlan> others) => new()
    {
        Index = others.Count == 0 ? 0 : others[^1].Index + 1,
        Kind = MountKind.Bind,
        Source = source,
        Target = Place,
        Flags = MountFlags.MS_RDONLY | MountFlags.MS_NOSUID | MountFlags.MS_NODEV | MountFlags.MS_NOEXEC,
    };

    private static List<string> WithSocket(IReadOnlyList<string> environment)
    {
        const string Name = $"{NotifySocketHost.Variable}=";
        var variables = new List<string>(environment);
        variables.RemoveAll(static variable => variable.StartsWith(Name, StringComparison.Ordinal));
        variables.Add($"{Name}{Place}/{SocketName}");
        return variables;
    }
}
