using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>A container as a service of systemd: it tells when it is ready, and gets the sockets that systemd opened for it.</summary>
public sealed class ServiceSpecs : SystemdTest
{
    // busybox sends datagrams only to /dev/log, so that is where the socket is put; what logger writes before goes on another line.
    private const string Ready = "ln -s $NOTIFY_SOCKET /dev/log; until [ -e /dev/shm/go ]; do sleep 0.05; done; logger \"of the log\nREADY=1\"; ";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task In_front_it_is_active_once_the_container_is_ready_and_stops_with_it()
    {
        var id = NewId();
        var pidFile = Path.Combine(Room, "pid");
        var bundle = NewBundle().WithScript(Ready + "trap 'exit 0' TERM; while :; do sleep 0.05; done").Save();
        var unit = new SystemdUnit($"{id}.service");

        Run(unit, ["--no-block", "--property=Type=notify"], "--systemd-cgroup", "run", "--pid-file", pidFile, "--bundle", bundle.Directory, id);
        var process = await Program(pidFile);
        var before = unit["ActiveState"];
        Go(process);
        await Until(() => unit.IsActive, "the service is active");
        var (main, parent) = (unit["MainPID"], process.StatusLine("PPid"));
        Command.Run("systemctl", "stop", unit.Name).ShouldSucceed();

        before.Should().Be("activating", "the container is not ready yet");
        main.Should().Be(parent, "the runtime stands for the container");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task Detached_the_service_is_the_containers_first_process()
    {
        var id = NewId();
        var pidFile = Path.Combine(Room, "pid");
        var bundle = NewBundle().WithScript(Ready + "exec sleep 100").Save();
        var unit = new SystemdUnit($"{id}.service");

        Run(unit, ["--no-block", "--property=Type=notify", "--property=NotifyAccess=all"], "--systemd-cgroup", "run", "--detach", "--pid-file", pidFile, "--bundle", bundle.Directory, id);
        var process = await Program(pidFile);
        var before = unit["ActiveState"];
        Go(process);
        await Until(() => unit.IsActive, "the service is active");
        await Until(() => HostProcess.All().All(one => !one.CommandLine.Contains($"{Runtime.Binary}\0")), "the runtime has ended");
        var (state, main) = (unit["SubState"], unit["MainPID"]);
        (await Runtime.Invoke("kill", id, "KILL")).ShouldSucceed();
        await Until(() => !unit.IsActive, "the service has ended");

        before.Should().Be("activating", "the container is not ready yet");
        (state, main).Should().Be(("running", process.Pid.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    [Needs(Requirement.Binary, "perl")]
    public async Task A_socket_that_systemd_listens_at_is_answered_by_the_container()
    {
        const string Answer = "open(my $socket, '+<&=', 3) or die; accept(my $caller, $socket) or die; " +
            "syswrite($caller, \"$ENV{LISTEN_FDS} $ENV{LISTEN_PID} $$ $ENV{LISTEN_FDNAMES}\");";
        var (id, path) = (NewId(), Path.Combine(Room, "web"));
        var bundle = NewBundle().WithMount("/usr", "none", "/usr", "rbind", "ro").WithMount("/lib", "none", "/usr/lib", "rbind", "ro")
            .WithMount("/lib64", "none", "/usr/lib64", "rbind", "ro").WithArgs("/usr/bin/perl", "-e", Answer).Save();
        var unit = new SystemdUnit($"{id}.service");

        Run(unit, [$"--socket-property=ListenStream={path}", "--socket-property=FileDescriptorName=web"], "--systemd-cgroup", "run", "--bundle", bundle.Directory, id);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)s_patience.TotalMilliseconds };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            var answer = new byte[100];
            var length = socket.Receive(answer);

            Encoding.UTF8.GetString(answer, 0, length).Should().Be("1 1 1 web");
        }
        finally
        {
            Command.Run("systemctl", "stop", $"{id}.socket", unit.Name);
        }

        await Until(() => !unit.IsActive, "the service has ended");
    }

    private void Run(SystemdUnit unit, string[] flags, params string[] words) => Command.Run(
        "systemd-run", ["--quiet", "--collect", $"--unit={unit.Name}", $"--setenv={Leftovers.MarkerName}={Room}", .. flags, Runtime.Binary, "--root", Runtime.StateRoot, .. words]).ShouldSucceed();

    // The program, once it waits for being told to get ready.
    private static async Task<HostProcess> Program(string pidFile)
    {
        await Until(() => File.Exists(pidFile) && new HostProcess(Pid(pidFile)).CommandLine.StartsWith("/bin/sh", StringComparison.Ordinal), "the program runs");
        return new HostProcess(Pid(pidFile));
    }

    private static int Pid(string pidFile) => int.Parse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture);

    private static void Go(HostProcess process) => File.WriteAllText($"/proc/{process.Pid}/root/dev/shm/go", "");

    private static async Task Until(Func<bool> condition, string what)
    {
        for (var deadline = DateTime.UtcNow + s_patience; !condition(); await Task.Delay(50))
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"it does not come to pass within {s_patience} that {what}");
            }
        }
    }
}
