using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What a create hands to its caller besides an exit code: the terminal, a pidfd, a pid.</summary>
internal static class Handover
{
    /// <summary>Sends the terminal's master to <c>--console-socket</c>: one message, one descriptor.</summary>
    internal static void Console(CreateRequest request, ContainerCreation creation)
    {
        if (request.ConsoleSocket is { } path && creation.Console is { } master)
        {
            Send("console socket", path, "/dev/pts/ptmx", master);
        }
    }

    /// <summary>Sends a pidfd of init to <c>--pidfd-socket</c>, with the word that says what kind it is.</summary>
    internal static void PidFd(CreateRequest request, ProcessHandle init)
    {
        if (request.PidfdSocket is { } path)
        {
            Send("pidfd socket", path, "standard", init.PidFd);
        }
    }

    /// <summary>Writes <c>--pid-file</c>: digits without a line end, whole or not at all.</summary>
    internal static void PidFile(CreateRequest request, ProcessHandle init)
    {
        if (request.PidFile is { } path)
        {
            FileSystem.Replace(path, Encoding.UTF8.GetBytes(init.Pid.ToString(CultureInfo.InvariantCulture)), Mode.O644);
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
