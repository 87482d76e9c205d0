using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>NOTIFY_SOCKET: readiness that the container reports is passed on to whoever started the runtime.</summary>
public sealed class NotifySpecs : ProcessTest
{
    // busybox sends datagrams only to /dev/log, so that is where the socket is put; what logger writes before goes on another line.
    private const string Say = "ln -s $NOTIFY_SOCKET /dev/log; say() { logger \"of the log\n$1\"; }; ";

    [Fact]
    public async Task Without_a_socket_of_the_caller_there_is_none_inside()
    {
        var output = await Output("echo \"<$NOTIFY_SOCKET>\"; ls -A /run");

        output.Should().Be("<>");
    }

    [Fact]
    public async Task Start_waits_for_the_container_to_be_ready_and_passes_it_on()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithArgs("sleep", "100"));

        var start = Start(manager, container);
        await container.WaitFor("running");
        var process = await container.Process();
        await Task.Delay(200);
        start.IsCompleted.Should().BeFalse("the container is not ready yet");
        Send(process, "STATUS=nearly there");
        Send(process, "STATUS=there\nREADY=1\nX=y");
        var messages = await manager.Receive(3);
        (await start).ShouldSucceed();

        messages.Should().Equal("READY=1\n", $"MAINPID={process.Pid}\n", "BARRIER=1");
        manager.IsSilent.Should().BeTrue();
    }

    [Fact]
    public async Task The_program_finds_the_socket_where_runc_has_it_and_can_change_nothing_there()
    {
        using var manager = NewManager();
        var script = "echo $NOTIFY_SOCKET; stat -c '%a %F' /run/notify $NOTIFY_SOCKET; touch $NOTIFY_SOCKET.x 2>/dev/null && echo writable; grep /run/notify /proc/self/mountinfo";

        var bundle = NewBundle().WithEnvironment("NOTIFY_SOCKET", "/of/the/image").WithScript(script);
        var lines = (await manager.Service(Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId())).Execute()).ShouldSucceed().Lines;

        lines[..^1].Should().Equal("/run/notify/notify.sock", "755 directory", "777 socket");
        lines[^1].Should().Contain(" ro,nosuid,nodev,noexec");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [Needs(Requirement.UserNamespaces)]
    public async Task A_user_of_a_user_namespace_reaches_it(int uid)
    {
        using var manager = NewManager();
        var mapping = new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 };
        var bundle = BundleOf(uid, uid).WithNamespace("user").WithLinux("uidMappings", new JsonArray(mapping)).WithLinux("gidMappings", new JsonArray(mapping.DeepClone()))
            .WithoutMount("/sys/fs/cgroup").WithMount("/run", "tmpfs", "tmpfs").WithScript(Say + "say READY=1; exec sleep 100");
        bundle.Config["mounts"]!.AsArray().Single(mount => (string?)mount!["destination"] == "/dev")!["options"] = new JsonArray("nosuid", "mode=777"); // for the link
        var container = await CreateFor(manager, bundle);

        var start = Start(manager, container);
        var messages = await manager.Receive(3);

        (await start).ShouldSucceed();
        messages[0].Should().Be("READY=1\n");
    }

    [Fact]
    public async Task A_container_without_a_mount_namespace_reaches_it_and_leaves_no_mount()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithoutNamespace("mount")
            .WithLinux("maskedPaths", new JsonArray()).WithLinux("readonlyPaths", new JsonArray()).WithScript(Say + "say READY=1; exec sleep 100"));

        var start = Start(manager, container);
        var messages = await manager.Receive(3);
        (await start).ShouldSucceed();
        (await container.Delete("--force")).ShouldSucceed();

        messages[0].Should().Be("READY=1\n");
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task Start_waits_until_the_manager_has_understood()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithScript(Say + "say READY=soon; exec sleep 100"));

        var start = Start(manager, container);
        await container.WaitFor("running");
        await Task.Delay(500);
        var early = start.IsCompleted;
        var messages = await manager.Receive(3);

        (await start).ShouldSucceed();
        early.Should().BeFalse("nobody has received the barrier yet");
        messages[0].Should().Be("READY=soon\n");
    }

    [Fact]
    public async Task A_container_that_ends_without_being_ready_ends_the_wait()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithScript(Say + "say STATUS=no"));

        (await Start(manager, container)).ShouldSucceed();

        await container.WaitFor("stopped");
        manager.IsSilent.Should().BeTrue();
    }

    [Fact]
    public async Task Last_words_count()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithScript(Say + "say STATUS=ending; say READY=1"));

        var start = Start(manager, container);
        var messages = await manager.Receive(3);

        (await start).ShouldSucceed();
        messages[0].Should().Be("READY=1\n");
    }

    [Fact]
    public async Task Others_can_kill_and_delete_a_container_that_does_not_get_ready()
    {
        using var manager = NewManager();
        var container = await CreateFor(manager, NewBundle().WithArgs("sleep", "100"));
        var start = Start(manager, container);
        await container.WaitFor("running");

        (await container.Delete("--force")).ShouldSucceed();

        (await start).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_detached_run_waits_too()
    {
        using var manager = NewManager($"@tinyo-{Guid.NewGuid():N}");
        var id = NewId();
        var bundle = NewBundle().WithScript(Say + "sleep 0.2; say READY=1; exec sleep 100").Save();

        var run = manager.Service(Runtime.Call("run", "--detach", "--bundle", bundle.Directory, id)).Execute();
        var messages = await manager.Receive(3);
        var container = new TestContainer(Runtime, id, bundle, (await run).ShouldSucceed());

        messages.Should().Equal("READY=1\n", $"MAINPID={(await container.Process()).Pid}\n", "BARRIER=1");
    }

    [Fact]
    public async Task In_front_the_runtime_is_the_service_and_signals_pass_while_it_gets_ready()
    {
        using var manager = NewManager();
        var pidFile = Path.Combine(Room, "pid");
        var bundle = NewBundle().WithScript(Say + "trap 'say READY=1; say READY=again; exit 7' TERM; touch /dev/shm/up; while :; do sleep 0.05; done").Save();

        var run = manager.Service(Runtime.Call("run", "--pid-file", pidFile, "--bundle", bundle.Directory, NewId())).Execute();
        var runtime = await Parent(pidFile);
        Command.Run("kill", "-TERM", runtime).ShouldSucceed();
        var messages = await manager.Receive(3);

        (await run).ShouldExitWith(7);
        messages.Should().Equal("READY=1\n", $"MAINPID={runtime}\n", "BARRIER=1");
        manager.IsSilent.Should().BeTrue();
    }

    [Theory]
    [InlineData("start")]
    [InlineData("run")]
    public async Task A_socket_that_is_missing_is_warned_about(string verb)
    {
        var manager = NewManager();
        manager.Dispose();
        var bundle = NewBundle().WithScript("echo up").Save();
        var id = NewId();
        if (verb == "start")
        {
            (await manager.Service(Runtime.Call("create", "--bundle", bundle.Directory, id)).Execute()).ShouldSucceed();
        }

        var result = await manager.Service(Runtime.Call(verb == "start" ? [verb, id] : [verb, "--bundle", bundle.Directory, id])).Execute();

        result.ShouldSucceed().Errors.Should().Contain("warning").And.Contain($"NOTIFY_SOCKET {manager.Address} is not told").And.Contain("the socket is missing");
    }

    [Fact]
    public async Task A_container_that_was_created_without_a_socket_is_not_waited_for()
    {
        using var manager = NewManager();
        var container = await Create(NewBundle().WithArgs("sleep", "100"));

        var result = await Start(manager, container);

        result.ShouldSucceed().Errors.Should().Contain("the container was created without NOTIFY_SOCKET");
        manager.IsSilent.Should().BeTrue();
    }

    private ServiceManager NewManager(string? address = null) => new(address ?? Path.Combine(Room, "notify"));

    private async Task<TestContainer> CreateFor(ServiceManager manager, TestBundle bundle)
    {
        var id = NewId();
        var created = await manager.Service(Runtime.Call("create", "--bundle", bundle.Save().Directory, id)).Execute();
        return new TestContainer(Runtime, id, bundle, created.ShouldSucceed());
    }

    private Task<CommandResult> Start(ServiceManager manager, TestContainer container) =>
        manager.Service(Runtime.Call("start", container.Id)).Execute();

    // The runtime that waits in front of a container whose program is up.
    private static async Task<string> Parent(string pidFile)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(10); DateTime.UtcNow < deadline; await Task.Delay(20))
        {
            if (File.Exists(pidFile) && int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture) is var pid && File.Exists($"/proc/{pid}/root/dev/shm/up"))
            {
                return new HostProcess(pid).StatusLine("PPid");
            }
        }

        throw new TimeoutException("the program does not come up");
    }

    // The socket inside, by the way that the host has to it.
    private static void Send(HostProcess process, string message)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint($"/proc/{process.Pid}/root/run/notify/notify.sock"));
    }
}
