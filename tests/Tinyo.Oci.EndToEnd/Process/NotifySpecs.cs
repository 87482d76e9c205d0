using System.Net.Sockets;
using System.Text;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>NOTIFY_SOCKET: readiness that the container reports is passed on to whoever started the runtime.</summary>
public sealed class NotifySpecs : ProcessTest
{
    [Fact]
    public async Task Without_a_socket_of_the_caller_there_is_none_inside()
    {
        var output = await Output("echo \"<$NOTIFY_SOCKET>\"; ls -A /run");

        output.Should().Be("<>");
    }

    [Fact]
    public async Task Start_waits_for_the_container_to_be_ready_and_passes_it_on()
    {
        using var caller = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        var path = Path.Combine(Room, "notify");
        caller.Bind(new UnixDomainSocketEndPoint(path));
        var bundle = NewBundle().WithScript("echo $NOTIFY_SOCKET; touch $NOTIFY_SOCKET.x 2>/dev/null && echo writable; exec sleep 100").Save();
        var id = NewId();
        var created = await WithSocket(path, "create", "--bundle", bundle.Directory, id).Execute();
        var container = new TestContainer(Runtime, id, bundle, created.ShouldSucceed());

        var start = WithSocket(path, "start", id).Execute();
        await container.WaitForOutput("\n");
        var inside = container.Output.Trim();
        var process = await container.Process();
        await Task.Delay(200);
        start.IsCompleted.Should().BeFalse("the container is not ready yet");
        Send(process, inside, "STATUS=nearly there");
        Send(process, inside, "READY=1");
        (await start).ShouldSucceed();

        container.Output.Should().Be("/run/notify/notify.sock\n", "there runc has it, and nobody inside can change it");
        var messages = Messages(caller);
        messages.Should().Contain("READY=1").And.Contain($"MAINPID={process.Pid}").And.NotContain("STATUS");
    }

    [Fact]
    public async Task A_container_that_ends_without_being_ready_ends_the_wait()
    {
        using var caller = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var path = Path.Combine(Room, "notify");
        caller.Bind(new UnixDomainSocketEndPoint(path));
        var bundle = NewBundle().WithScript("exit 0").Save();
        var id = NewId();
        var created = await WithSocket(path, "create", "--bundle", bundle.Directory, id).Execute();

        await WithSocket(path, "start", id).Execute();

        await new TestContainer(Runtime, id, bundle, created.ShouldSucceed()).WaitFor("stopped");
        caller.Available.Should().Be(0);
    }

    private Command WithSocket(string path, params string[] arguments)
    {
        var call = Runtime.Call(arguments);
        return call with { Environment = new Dictionary<string, string>(call.Environment) { ["NOTIFY_SOCKET"] = path } };
    }

    // The socket inside, by the way that the host has to it.
    private static void Send(HostProcess process, string path, string message)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint($"/proc/{process.Pid}/root{path}"));
    }

    private static string Messages(Socket caller)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (caller.Poll(TimeSpan.FromMilliseconds(500), SelectMode.SelectRead))
        {
            text.AppendLine(Encoding.UTF8.GetString(buffer, 0, caller.Receive(buffer)));
        }

        return text.ToString();
    }
}
