using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What a create or an exec hands to its caller besides an exit code: the terminal, a pidfd, a pid.</summary>
internal static class Handover
{
    /// <summary>Sends the terminal's master to <c>--console-socket</c>: one message, one descriptor.</summary>
    internal static void Console(string? path, SafeFileHandle? master)
    {
        if (path is not null && master is not null)
        {
            Send("console socket", path, "/dev/pts/ptmx", master);
        }
    }

    /// <summary>Sends a pidfd to <c>--pidfd-socket</c>, with the word that says what kind of process it is.</summary>
    internal static void PidFd(string? path, ProcessHandle process, string kind = "standard")
    {
        if (path is not null)
        {
            Send("pidfd socket", path, kind, process.PidFd);
        }
    }

    /// <summary>Writes <c>--pid-file</c>: digits without a line end, whole or not at all.</summary>
    internal static void PidFile(string? path, ProcessHandle process)
    {
        if (path is not null)
        {
            FileSystem.Replace(path, Encoding.UTF8.GetBytes(process.Pid.ToString(CultureInfo.InvariantCulture)), Mode.O644);
        }
    }

    private static void Send(string what, string path, string words, SafeFileHandle handle)
    {
        var error = UnixSocket.TryConnect(path, out var socket);
        using (socket)
        {
            if (error is Errno.None)
            {
                error = DescriptorPassing.TrySend(socket, Encoding.UTF8.GetBytes(words), [handle]);
            }
        }

        if (error is not Errno.None)
        {
            throw new OciException($"{what} {path}: {(error is Errno.ENOENT ? "it does not listen: it is missing" : LinuxException.Describe(error))}");
        }
    }
}
