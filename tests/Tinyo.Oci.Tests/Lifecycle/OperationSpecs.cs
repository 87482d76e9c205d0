using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Lifecycle;

/// <summary>Sleeping processes stand in for init, and threads for its side of the start gate: no root is needed.</summary>
[Collection(Alone.Name)]
public sealed class OperationSpecs : IDisposable
{
    private static readonly ContainerId s_id = ContainerId.Parse("c1");

    private readonly TemporaryDirectory _temporary = new();
    private readonly ListLogger _log = new();
    private readonly Sleeper _init = new();
    private readonly List<SafeFileHandle> _listeners = [];
    private readonly RuntimeContext _context;
    private readonly StateStore _store;

    public OperationSpecs()
    {
        _context = new RuntimeContext { Root = _temporary.File("root"), Log = _log };
        _store = new StateStore(_context.Root);
    }

    private string Status => StateOperation.Execute(_context, s_id).Status;

    private bool Exists => Directory.Exists($"{_context.Root}/{s_id}");

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _init.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void A_container_goes_from_created_to_running_to_stopped()
    {
        Make(Samples.Record(_init));
        var listener = Listen();
        var created = Status;
        listener.Dispose();
        var running = Status;
        _init.Kill();

        var stopped = StateOperation.Execute(_context, s_id);

        (created, running, stopped.Status, stopped.Pid).Should().Be(("created", "running", "stopped", 0));
    }

    [Fact]
    public void A_process_with_the_pid_of_init_but_another_birth_is_a_stranger()
    {
        Make(Samples.Record(_init) with { StartTime = _init.StartTime + 1 });

        var status = Status;
        var kill = () => KillOperation.Execute(_context, s_id, Signal.Kill, all: false);

        status.Should().Be("stopped");
        kill.Should().Throw<OciException>().WithMessage("container not running");
        DeleteOperation.Execute(_context, s_id, force: true);
        _init.HasEnded.Should().BeFalse();
    }

    [Fact]
    public void A_create_under_way_is_creating_and_a_dead_one_is_stopped_and_can_be_deleted()
    {
        using (var directory = _store.Reserve(s_id))
        {
            directory.WriteRecord(Samples.Record());
            Status.Should().Be("creating");
            var delete = () => DeleteOperation.Execute(_context, s_id, force: false);
            delete.Should().Throw<OciException>().WithMessage("cannot delete container c1 that is not stopped: creating");
        }

        Status.Should().Be("stopped");
        DeleteOperation.Execute(_context, s_id, force: false);
        Exists.Should().BeFalse();
    }

    [Fact]
    public void A_create_that_died_before_its_record_can_be_deleted_and_is_no_container_to_others()
    {
        _store.Reserve(s_id).Dispose();

        var state = () => StateOperation.Execute(_context, s_id);
        state.Should().Throw<OciException>().WithMessage("container does not exist: 'c1'");
        ListOperation.Execute(_context).Should().BeEmpty();
        _log.Lines.Should().ContainSingle().Which.Should().Contain("container 'c1' is left out");
        DeleteOperation.Execute(_context, s_id, force: false);

        Exists.Should().BeFalse();
    }

    [Fact]
    public void A_broken_record_is_an_error_to_all_but_a_forced_delete()
    {
        Make(Samples.Record());
        File.WriteAllText($"{_context.Root}/{s_id}/record.json", "{");

        var delete = () => DeleteOperation.Execute(_context, s_id, force: false);
        delete.Should().Throw<OciException>().WithMessage("the record of container 'c1' is broken, remove it with delete --force: *");
        DeleteOperation.Execute(_context, s_id, force: true);

        Exists.Should().BeFalse();
        _log.Lines.Should().ContainSingle();
    }

    [Fact]
    public void Start_lets_init_run_and_then_runs_the_poststart_hooks()
    {
        Make(Samples.Record(_init) with { Poststart = [Shell($"cat > {_temporary.File("state")}; pwd > {_temporary.File("cwd")}")] });
        PlayInit(socket => socket.TrySend(GateMessage.Executing));

        StartOperation.Execute(_context, s_id);

        Status.Should().Be("running");
        File.ReadAllText(_temporary.File("state")).Should().Contain("\"status\":\"running\"").And.Contain($"\"pid\":{_init.Pid}");
        File.ReadAllText(_temporary.File("cwd")).Should().Be("/tmp\n");
        File.Exists($"{_context.Root}/{s_id}/start.sock").Should().BeFalse();
    }

    [Fact]
    public void A_start_that_fails_removes_the_container_and_says_one_thing()
    {
        Make(Samples.Record(_init) with { Poststop = [Shell($"cat > {_temporary.File("state")}")] });
        PlayInit(socket => socket.TrySend(GateMessage.Failed, "exec /x: Permission denied"u8));

        var start = () => StartOperation.Execute(_context, s_id);

        start.Should().Throw<OciException>().WithMessage("exec /x: Permission denied");
        Exists.Should().BeFalse();
        _init.EndsSoon().Should().BeTrue();
        File.ReadAllText(_temporary.File("state")).Should().Contain("\"status\":\"stopped\"").And.NotContain("pid");
        _log.Lines.Should().BeEmpty();
    }

    [Fact]
    public void A_poststart_hook_that_fails_ends_the_container()
    {
        Make(Samples.Record(_init) with { Poststart = [Shell("echo no; exit 1")] });
        PlayInit(socket => socket.TrySend(GateMessage.Executing));

        var start = () => StartOperation.Execute(_context, s_id);

        start.Should().Throw<OciException>().WithMessage("hook poststart[0] /bin/sh: exit status 1, output: no");
        Exists.Should().BeFalse();
        _init.EndsSoon().Should().BeTrue();
    }

    [Fact]
    public void Up_to_version_1_2_a_poststart_hook_that_fails_is_only_a_warning()
    {
        Make(Samples.Record(_init) with { OciVersion = "1.2.1", Poststart = [Shell("echo no; exit 1"), Shell($"touch {_temporary.File("second")}")] });
        PlayInit(socket => socket.TrySend(GateMessage.Executing));

        StartOperation.Execute(_context, s_id);

        _log.Lines.Should().ContainSingle().Which.Should().Contain("hook poststart[0] /bin/sh: exit status 1, output: no");
        File.Exists(_temporary.File("second")).Should().BeTrue();
        Exists.Should().BeTrue();
    }

    [Fact]
    public void Only_a_created_container_with_a_process_starts()
    {
        Make(Samples.Record(_init));
        Refusal(() => StartOperation.Execute(_context, s_id)).Should().Be("cannot start an already running container");
        Listen();
        Make(Samples.Record(_init) with { HasProcess = false });
        Refusal(() => StartOperation.Execute(_context, s_id)).Should().Be("cannot start container 'c1': its configuration has no process");
        _init.Kill();

        Refusal(() => StartOperation.Execute(_context, s_id)).Should().Be("cannot start a container that has stopped");

        Exists.Should().BeTrue();
    }

    [Fact]
    public void Kill_reaches_init_and_zero_only_asks()
    {
        Make(Samples.Record(_init));
        var question = default(Signal);

        KillOperation.Execute(_context, s_id, question, all: false);
        _init.HasEnded.Should().BeFalse();
        KillOperation.Execute(_context, s_id, Signal.Terminate, all: false);

        _init.EndsSoon().Should().BeTrue();
        Refusal(() => KillOperation.Execute(_context, s_id, question, all: false)).Should().Be("container not running");
        KillOperation.Execute(_context, s_id, Signal.Kill, all: true);
    }

    [Fact]
    public void Delete_spares_a_running_container_unless_forced()
    {
        Make(Samples.Record(_init));

        Refusal(() => DeleteOperation.Execute(_context, s_id, force: false)).Should().Be("cannot delete container c1 that is not stopped: running");
        _init.HasEnded.Should().BeFalse();
        DeleteOperation.Execute(_context, s_id, force: true);

        _init.EndsSoon().Should().BeTrue();
        Exists.Should().BeFalse();
    }

    [Fact]
    public void Delete_ends_a_created_container()
    {
        Make(Samples.Record(_init));
        Listen();

        DeleteOperation.Execute(_context, s_id, force: false);

        _init.EndsSoon().Should().BeTrue();
        Exists.Should().BeFalse();
    }

    [Fact]
    public void Delete_of_an_unknown_container_is_an_error_unless_forced()
    {
        DeleteOperation.Execute(_context, s_id, force: true);

        Refusal(() => DeleteOperation.Execute(_context, s_id, force: false)).Should().Be("container does not exist: 'c1'");
    }

    [Fact]
    public void Every_poststop_hook_runs_and_failures_are_only_warned_about()
    {
        Make(Samples.Record() with { Poststop = [Shell("exit 1"), Shell($"touch {_temporary.File("second")}")] });

        DeleteOperation.Execute(_context, s_id, force: false);

        File.Exists(_temporary.File("second")).Should().BeTrue();
        _log.Lines.Should().Equal("Warning: hook poststop[0] /bin/sh: exit status 1");
    }

    [Fact]
    public void A_forced_delete_ends_a_start_that_hangs()
    {
        Make(Samples.Record(_init));
        PlayInit(_ => _init.EndsSoon()); // as a startContainer hook that never ends, until init is killed
        Exception? failure = null;
        var starter = new Thread(() => failure = Record.Exception(() => StartOperation.Execute(_context, s_id)));
        starter.Start();
        Thread.Sleep(100);

        DeleteOperation.Execute(_context, s_id, force: true);

        starter.Join(5000).Should().BeTrue();
        failure.Should().BeOfType<OciException>().Which.Message.Should().StartWith("container init died");
        Exists.Should().BeFalse();
    }

    [Fact]
    public void Of_two_starts_at_once_one_succeeds()
    {
        Make(Samples.Record(_init));
        PlayInit(socket => socket.TrySend(GateMessage.Executing));
        var failures = new Exception?[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => failures[i] = Record.Exception(() => StartOperation.Execute(_context, s_id)))).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        failures.Should().ContainSingle(failure => failure == null);
        failures.OfType<OciException>().Should().ContainSingle().Which.Message.Should().Be("cannot start an already running container");
    }

    [Fact]
    public void The_list_is_sorted_names_owners_and_leaves_out_what_is_broken()
    {
        Make(Samples.Record(_init, "b") with { Annotations = new Dictionary<string, string> { ["k"] = "v" } }, "b");
        Make(Samples.Record("a"), "a");
        Make(Samples.Record("x"), "x");
        File.WriteAllText($"{_context.Root}/x/record.json", "[");

        var reports = ListOperation.Execute(_context);

        reports.Select(report => (report.Id, report.Status, report.Pid)).Should().Equal(("a", "stopped", 0), ("b", "running", _init.Pid));
        reports.Should().NotBeEmpty().And.OnlyContain(report => report.Owner == Environment.UserName);
        reports[1].Annotations.Should().ContainKey("k");
        _log.Lines.Should().ContainSingle().Which.Should().StartWith("Warning: container 'x' is left out: the record of container 'x' is broken");
    }

    [Fact]
    public void Without_a_cgroup_init_is_the_only_process_known()
    {
        Make(Samples.Record(_init));
        PsOperation.Execute(_context, s_id).Should().Equal(_init.Pid);
        _init.Kill();

        PsOperation.Execute(_context, s_id).Should().BeEmpty();
    }

    [Fact]
    public void Users_without_a_name_have_a_number()
    {
        var names = new UserNames("root:x:0:0:root:/root:/bin/sh\nbroken\nu:x:1000:1000::/:\n");

        (names.Of(0), names.Of(1000), names.Of(7)).Should().Be(("root", "u", "#7"));
    }

    private static Hook Shell(string script) => new() { Path = "/bin/sh", Args = ["sh", "-c", script], Env = ["PATH=/usr/bin:/bin"] };

    private static string Refusal(Action act) => Record.Exception(act).Should().BeOfType<OciException>().Which.Message;

    private void Make(ContainerRecord record, string id = "c1")
    {
        using var directory = _store.TryOpen(ContainerId.Parse(id)) ?? _store.Reserve(ContainerId.Parse(id));
        directory.WriteRecord(record);
    }

    private SafeFileHandle Listen()
    {
        using var directory = _store.Open(s_id);
        _listeners.Add(StartGate.Listen(directory));
        return _listeners[^1];
    }

    private void PlayInit(Action<MessageSocket> answer)
    {
        var listener = Listen();
        new Thread(() => Serve(listener, answer)).Start();
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
