using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Terminals;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The caller's standard output, so that writing to it need not block this process, and only this process.</summary>
internal static class RelayOutput
{
    private const int StandardOutput = 1;
    private const uint TerminalMultiplexer = 5 << 8 | 2;
    private const int PIPE_BUF = 4096;
    private const int FewAtOnce = 64;

    /// <summary>A descriptor to write to, and how many bytes it takes at once without blocking when poll(2) says that it is ready.</summary>
    internal static (SafeFileHandle Handle, int MostAtOnce) Open()
    {
        var stdout = CurrentProcess.Descriptor(StandardOutput);
        var isTerminal = TerminalMode.TryGet(stdout) is not null;
        // The caller and others share the open file, and what would not block us would surprise them: so it is opened anew.
        if (CanBeOpenedAnew(stdout, isTerminal)
            && FileSystem.TryOpen($"/proc/self/fd/{StandardOutput}", OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY, out var own) is Errno.None)
        {
            return (own, int.MaxValue);
        }

        // Somebody else's terminal or pipe, which this user was only lent, or a socket.
        return (stdout, isTerminal ? FewAtOnce : PIPE_BUF);
    }

    // A file's position would start from 0, and a device might do anything.
    private static bool CanBeOpenedAnew(SafeFileHandle stdout, bool isTerminal) => FileSystem.Stat(stdout) is var status && status.Type switch
    {
        FileType.S_IFIFO => true,
        FileType.S_IFCHR => isTerminal && (status.DeviceMajor << 8 | status.DeviceMinor) != TerminalMultiplexer,
        _ => false,
    };
}
