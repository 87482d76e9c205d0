using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>One who decides about a container's system calls, at the socket of <c>listenerPath</c>.</summary>
internal sealed partial class Agent : IDisposable
{
    private const nuint SECCOMP_IOCTL_NOTIF_RECV = 0xC0502100;
    private const nuint SECCOMP_IOCTL_NOTIF_SEND = 0xC0182101;
    private const int CallLength = 80;
    private const int AnswerLength = 24;
    private const short POLLIN = 1;
    private const int EINTR = 4;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<AskedCall, int> _decide;

    /// <summary>Listens; what <paramref name="decide"/> returns is the call's result, or an error when it is negative.</summary>
    internal Agent(string path, Func<AskedCall, int> decide)
    {
        Path = path;
        _decide = decide;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
    }

    /// <summary>What goes to <c>listenerPath</c>.</summary>
    internal string Path { get; }

    /// <summary>What the runtime said of the container.</summary>
    internal JsonObject State { get; private set; } = [];

    /// <summary>Receives one container and decides until it is gone.</summary>
    internal async Task Serve()
    {
        using var connection = await _listener.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(15));
        var message = Pty.Receive(connection.SafeHandle);
        State = JsonNode.Parse(message.Text)!.AsObject();
        (await connection.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(15))).Should().Be(0, "one state is sent, and the connection closed");
        using var calls = message.Descriptors.Should().ContainSingle().Subject;
        await Task.Run(() => Decide(calls));
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _listener.Dispose();

    private void Decide(SafeFileHandle calls)
    {
        var call = new byte[CallLength];
        var answer = new byte[AnswerLength];
        while (IsAsked(calls))
        {
            Array.Clear(call);
            if (Ioctl(calls, SECCOMP_IOCTL_NOTIF_RECV, call) < 0)
            {
                continue; // who asked is gone
            }

            var result = _decide(AskedCall.Read(call));
            Array.Clear(answer);
            call.AsSpan(0, sizeof(long)).CopyTo(answer);
            BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(8), Math.Max(result, 0));
            BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(16), Math.Min(result, 0));
            _ = Ioctl(calls, SECCOMP_IOCTL_NOTIF_SEND, answer);
        }
    }

    // False when the last process that is filtered has ended.
    private static bool IsAsked(SafeFileHandle calls)
    {
        var item = new PollItem { Fd = (int)calls.DangerousGetHandle(), Events = POLLIN };
        int count;
        do
        {
            count = Poll(ref item, 1, 15_000);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == EINTR); // the test's own runtime sends signals to its threads

        return count > 0 && (item.Happened & POLLIN) != 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollItem
    {
        internal int Fd;
        internal short Events;
        internal short Happened;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollItem item, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle handle, nuint request, byte[] argument);
}
