using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Systemd;

/// <summary>Against a real dbus-daemon, and against peers that behave badly.</summary>
[Collection(Alone.Name)]
public sealed class DBusConnectionSpecs : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryDirectory _temporary = new();
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        _open.ForEach(one => one.Dispose());
        _temporary.Dispose();
    }

    [Fact]
    public void The_bus_gives_a_name_and_lists_it()
    {
        using var daemon = DBusDaemon.Start();
        using var connection = Open(daemon);

        var names = connection.CallBus("ListNames").Arguments("as")[0].Items.Select(item => item.Text);

        connection.Name.Should().StartWith(":1.");
        names.Should().Contain([connection.Name, "org.freedesktop.DBus"]);
    }

    [Fact]
    public void A_call_that_fails_throws_the_error_by_its_name()
    {
        using var daemon = DBusDaemon.Start();
        using var connection = Open(daemon);

        var act = () => connection.Call(DBusMessage.Call("no.such.service", "/", "no.such", "Method"));

        act.Should().Throw<DBusException>().WithMessage("*no.such.service*").Which.Name.Should().Be("org.freedesktop.DBus.Error.ServiceUnknown");
    }

    [Fact]
    public void A_signal_that_was_subscribed_to_arrives_and_others_do_not()
    {
        using var daemon = DBusDaemon.Start();
        using var listener = Open(daemon);
        using var speaker = Open(daemon);
        listener.Subscribe("/a", "x.Y", "Wanted");

        speaker.Send(Signal("Other", "1"));
        speaker.Send(Signal("Wanted", "2"));
        var signal = listener.TryAwaitSignal(Deadline.In(s_patience));

        signal!.Arguments("s")[0].Text.Should().Be("2");
        signal.Sender.Should().Be(speaker.Name);
        listener.TryAwaitSignal(Deadline.In(s_moment)).Should().BeNull();
    }

    [Fact]
    public void Signals_that_come_before_an_answer_are_kept_in_their_order()
    {
        using var daemon = DBusDaemon.Start();
        using var listener = Open(daemon);
        using var speaker = Open(daemon);
        listener.Subscribe("/a", "x.Y", "Wanted");
        speaker.Send(Signal("Wanted", "1"));
        speaker.Send(Signal("Wanted", "2"));
        speaker.CallBus("GetId");

        listener.CallBus("GetId");

        listener.TryAwaitSignal(Deadline.In(TimeSpan.Zero))!.Arguments("s")[0].Text.Should().Be("1");
        listener.TryAwaitSignal(Deadline.In(TimeSpan.Zero))!.Arguments("s")[0].Text.Should().Be("2");
    }

    [Fact]
    public void A_message_of_a_megabyte_arrives_whole()
    {
        using var daemon = DBusDaemon.Start();
        using var listener = Open(daemon);
        using var speaker = Open(daemon);
        listener.Subscribe("/a", "x.Y", "Wanted");
        var text = string.Concat(Enumerable.Range(0, 150_000).Select(number => $"{number:d6} "));

        speaker.Send(Signal("Wanted", text));

        listener.TryAwaitSignal(Deadline.In(s_patience))!.Arguments("s")[0].Text.Should().Be(text);
    }

    [Fact]
    public void A_message_too_long_to_take_is_not_sent()
    {
        using var daemon = DBusDaemon.Start();
        using var connection = Open(daemon);

        var act = () => connection.Send(Signal("Wanted", new string('x', DBusMessageFormat.LongestMessage)));

        act.Should().Throw<DBusException>().WithMessage("*too much*");
        connection.CallBus("GetId").Signature.Should().Be("s");
    }

    [Fact]
    public void The_first_server_that_answers_is_taken()
    {
        using var daemon = DBusDaemon.Start();

        using var connection = DBusConnection.Open($"unix:path=/nowhere;{daemon.Address}", isBus: true, s_patience);

        connection.Name.Should().NotBeEmpty();
    }

    [Fact]
    public void A_call_without_an_answer_ends_in_time()
    {
        using var daemon = DBusDaemon.Start();
        using var silent = Open(daemon);
        using var connection = DBusConnection.Open(daemon.Address, isBus: true, s_moment);
        var watch = Stopwatch.StartNew();

        var act = () => connection.Call(DBusMessage.Call(silent.Name, "/", "x.Y", "Method"));

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.NoReply);
        watch.Elapsed.Should().BeGreaterThanOrEqualTo(s_moment).And.BeLessThan(s_patience);
    }

    [Fact]
    public void A_bus_that_ends_is_a_lost_connection()
    {
        var daemon = DBusDaemon.Start();
        using var connection = Open(daemon);
        daemon.Dispose();

        var act = () => connection.CallBus("GetId");

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.Disconnected);
    }

    [Fact]
    public void Nobody_there_says_so()
    {
        var act = () => DBusConnection.Open("unix:path=/nowhere;unix:abstract=tinyo-nobody", isBus: true, s_patience);

        act.Should().Throw<DBusException>()
            .WithMessage("connect /nowhere: it is missing, @tinyo-nobody: Connection refused")
            .Which.Name.Should().Be(DBusException.Disconnected);
    }

    [Fact]
    public void A_server_that_wants_a_uid_gets_it()
    {
        using var socket = Connect(peer => Answer(
            peer, ("AUTH EXTERNAL\r\n", "REJECTED EXTERNAL\r\n"), ($"AUTH EXTERNAL {OwnUid()}\r\n", "OK 0123\r\n"), ("BEGIN\r\n", "BEGUN\r\n")));

        DBusAuthentication.ToBus(socket, Deadline.In(s_patience));

        socket.ReadLine(Deadline.In(s_patience)).Should().Be("BEGUN");
    }

    [Fact]
    public void A_server_of_before_the_empty_uid_is_understood()
    {
        using var socket = Connect(peer => Answer(peer, ("AUTH EXTERNAL\r\n", "OK 0123\r\n"), ("BEGIN\r\n", "BEGUN\r\n")));

        DBusAuthentication.ToBus(socket, Deadline.In(s_patience));

        socket.ReadLine(Deadline.In(s_patience)).Should().Be("BEGUN");
    }

    [Fact]
    public void A_server_that_believes_nobody_is_given_up()
    {
        using var socket = Connect(peer =>
        {
            while (ReadLine(peer) is { Length: > 0 })
            {
                peer.Send("REJECTED EXTERNAL\r\n"u8);
            }
        });

        var act = () => DBusAuthentication.ToBus(socket, Deadline.In(s_patience));

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.AuthFailed);
    }

    [Fact]
    public void A_server_that_says_nothing_is_given_up_in_time()
    {
        using var socket = Connect(peer => Answer(peer, ("AUTH EXTERNAL\r\n", ""), ("nothing", "")));

        var act = () => DBusAuthentication.ToBus(socket, Deadline.In(s_moment));

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.AuthFailed);
    }

    [Fact]
    public void A_peer_gets_the_whole_introduction_in_one_packet()
    {
        var packet = new byte[100];
        using var socket = Connect(peer =>
        {
            var length = peer.Receive(packet);
            packet = packet[..length];
            peer.Send("OK 0123\r\n"u8);
        });

        DBusAuthentication.ToPeer(socket, Deadline.In(s_patience));

        Encoding.ASCII.GetString(packet).Should().Be($"\0AUTH EXTERNAL {OwnUid()}\r\nBEGIN\r\n");
    }

    [Fact]
    public void A_peer_that_refuses_us_is_given_up()
    {
        using var socket = Connect(peer => Answer(peer, ($"AUTH EXTERNAL {OwnUid()}\r\n", "REJECTED\r\n"), ("BEGIN\r\n", "")));

        var act = () => DBusAuthentication.ToPeer(socket, Deadline.In(s_patience));

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.AuthFailed);
    }

    [Fact]
    public void A_server_that_only_talks_is_given_up()
    {
        var server = Serve(peer =>
        {
            ReadLine(peer);
            peer.Send(new byte[100_000]);
        });

        var act = () => DBusConnection.Open(server, isBus: false, s_patience);

        act.Should().Throw<DBusException>();
    }

    [Fact]
    public void A_peer_that_announces_more_than_it_may_is_refused()
    {
        var server = Serve(peer =>
        {
            Answer(peer, ($"AUTH EXTERNAL {OwnUid()}\r\n", "OK 0123\r\n"), ("BEGIN\r\n", ""));
            peer.Send(Convert.FromHexString("6c010001ffffff7f0100000000000000"));
            ReadLine(peer);
        });
        using var connection = DBusConnection.Open(server, isBus: false, s_patience);

        var act = () => connection.Call(DBusMessage.Call(null, "/", "x.Y", "Method"));

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.Malformed);
    }

    [Theory]
    [InlineData("         0       1000          1\n         1     100000      65536\n", 0, 1000)]
    [InlineData("         0       1000          1\n         1     100000      65536\n", 5, 100004)]
    [InlineData("         0          0 4294967295\n", 1000, 1000)]
    [InlineData("", 7, 7)]
    public void A_uid_is_translated_to_what_the_outside_sees(string map, uint uid, uint expected)
    {
        DBusAuthentication.Translate(uid, map).Should().Be(expected);
    }

    private static DBusConnection Open(DBusDaemon daemon) => DBusConnection.Open(daemon.Address, isBus: true, s_patience);

    private static DBusMessage Signal(string member, string text) =>
        (DBusMessage.Call(null, "/a", "x.Y", member) with { Type = DBusMessageType.Signal }).With(DBusValue.Of(text));

    private static string OwnUid() => Convert.ToHexStringLower(Encoding.ASCII.GetBytes($"{ThreadCredentials.Euid}"));

    private DBusSocket Connect(Action<Socket> play)
    {
        UnixSocket.TryConnect(Serve(play)["unix:path=".Length..], out var socket).Should().Be(Errno.None);
        return new DBusSocket(socket);
    }

    // A server of our own for one client.
    private string Serve(Action<Socket> play)
    {
        var path = _temporary.File("server");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _open.Add(listener);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() =>
        {
            using var peer = listener.Accept();
            peer.ReceiveTimeout = 5000;
            Record.Exception(() => play(peer));
        })
        { IsBackground = true }.Start();
        return $"unix:path={path}";
    }

    private static void Answer(Socket peer, params (string Expected, string Answer)[] talk)
    {
        foreach (var (expected, answer) in talk)
        {
            if (ReadLine(peer).TrimStart('\0') != expected)
            {
                return;
            }

            peer.Send(Encoding.ASCII.GetBytes(answer));
        }
    }

    private static string ReadLine(Socket peer)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal) && peer.Receive(one) > 0)
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }
}
