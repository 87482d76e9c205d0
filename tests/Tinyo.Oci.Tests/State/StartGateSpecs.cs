using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.State;

[Collection(Alone.Name)]
public sealed class StartGateSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly ContainerDirectory _directory;

    public StartGateSpecs() => _directory = new StateStore(_temporary.File("root")).Reserve(ContainerId.Parse("c1"));

    public void Dispose()
    {
        _directory.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void The_gate_is_closed_as_long_as_somebody_listens()
    {
        var before = StartGate.IsClosed(_directory);
        var listener = StartGate.Listen(_directory);
        var during = StartGate.IsClosed(_directory);
        listener.Dispose();

        var after = StartGate.IsClosed(_directory);

        (before, during, after).Should().Be((false, true, false));
    }

    [Fact]
    public void Many_questions_at_a_busy_gate_wait_for_nobody()
    {
        using var listener = StartGate.Listen(_directory);

        var answers = Enumerable.Range(0, 100).Select(_ => StartGate.IsClosed(_directory));

        answers.Should().NotBeEmpty().And.OnlyContain(isClosed => isClosed);
    }

    [Fact]
    public void Start_ends_when_init_executes_the_program()
    {
        var init = PlayInit(socket => socket.TrySend(GateMessage.Executing));

        StartGate.Start(_directory);

        init.Join(5000).Should().BeTrue();
        StartGate.IsClosed(_directory).Should().BeFalse();
    }

    [Fact]
    public void What_init_says_of_its_failure_is_thrown()
    {
        PlayInit(socket => socket.TrySend(GateMessage.Failed, Encoding.UTF8.GetBytes("exec /nö: Permission denied")));

        var act = () => StartGate.Start(_directory);

        act.Should().Throw<OciException>().WithMessage("exec /nö: Permission denied");
    }

    [Fact]
    public void A_failure_after_the_announcement_counts()
    {
        PlayInit(socket =>
        {
            socket.TrySend(GateMessage.Executing);
            socket.TrySend(GateMessage.Failed, "exec format error"u8);
        });

        var act = () => StartGate.Start(_directory);

        act.Should().Throw<OciException>().WithMessage("exec format error");
    }

    [Fact]
    public void An_init_that_dies_silently_is_said_to_have_died()
    {
        PlayInit(_ => { });

        var act = () => StartGate.Start(_directory);

        act.Should().Throw<OciException>().WithMessage("container init died before it ran its program*");
    }

    [Fact]
    public void Without_a_listener_there_is_nothing_to_start()
    {
        var act = () => StartGate.Start(_directory);

        act.Should().Throw<OciException>().WithMessage("container init died before it ran its program*");
    }

    // Accepts until somebody says start, as init does, then answers and "executes": the listener is closed.
    private Thread PlayInit(Action<MessageSocket> answer)
    {
        var listener = StartGate.Listen(_directory);
        StartGate.IsClosed(_directory);
        var thread = new Thread(() => Serve(listener, answer));
        thread.Start();
        return thread;
    }

    private static void Serve(SafeFileHandle listener, Action<MessageSocket> answer)
    {
        while (true)
        {
            using var socket = new MessageSocket(UnixSocket.Accept(listener));
            if (socket.Receive() is { Kind: GateMessage.Start })
            {
                answer(socket);
                listener.Dispose();
                return;
            }
        }
    }
}
