using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>User namespaces that nobody lives in: only their id maps are wanted, as by a mount.</summary>
public static class UserNamespace
{
    /// <summary>Makes one; <paramref name="writeMaps"/> gets the number that /proc knows its short-lived process by.</summary>
    public static SafeFileHandle Make(Action<int> writeMaps)
    {
        using var program = new ChildProgram();
        program.AwaitMaps();
        var (parentEnd, childEnd) = UnixSocket.Pair();
        using var socket = new MessageSocket(parentEnd);
        SafeFileHandle? made = null;
        using var process = ChildLauncher.Launch(program, CloneFlags.CLONE_NEWUSER, socket, childEnd, Open, null, out _);
        process.Wait();
        return made!;

        void Open(int pid)
        {
            var number = NumberInProc(pid);
            writeMaps(number);
            made = FileSystem.Open($"/proc/{number}/ns/user", OpenFlags.O_RDONLY);
        }
    }

    // In a new pid namespace with the host's /proc, what clone3(2) answers is not what /proc calls it.
    private static int NumberInProc(int pid)
    {
        const string Label = "Pid:";
        using var process = ProcessHandle.Open(pid);
        foreach (var line in FileSystem.TryReadText($"/proc/self/fdinfo/{process.PidFd.DangerousGetHandle()}")?.Split('\n') ?? [])
        {
            if (line.StartsWith(Label, StringComparison.Ordinal))
            {
                return int.Parse(line.AsSpan(Label.Length).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            }
        }

        return pid;
    }
}
