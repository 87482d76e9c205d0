using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Systemd;

[Collection(Alone.Name)]
public sealed class SystemdManagerSpecs : IDisposable
{
    private static readonly SystemdPatience s_patience = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
    private static readonly SystemdPatience s_hurry = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200));

    private readonly DBusDaemon _daemon = DBusDaemon.Start();
    private readonly FakeSystemd _systemd;

    public SystemdManagerSpecs() => _systemd = new FakeSystemd(_daemon);

    public void Dispose()
    {
        _systemd.Dispose();
        _daemon.Dispose();
    }

    [Fact]
    public void A_unit_is_started_with_its_properties()
    {
        using var manager = Open(s_patience);

        manager.StartTransientUnit("x.scope", [new UnitProperty("Delegate", DBusValue.Of(true)), new UnitProperty("PIDs", UnitProperty.Numbers([7]))]);

        _systemd.Calls.Should().Equal("StartTransientUnit('x.scope', 'replace', [('Delegate', <true>), ('PIDs', <[uint32 7]>)], @a(sa(sv)) [])");
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("canceled")]
    [InlineData("timeout")]
    [InlineData("dependency")]
    public void A_job_that_ends_badly_names_the_unit_and_the_result_and_leaves_no_failed_unit(string result)
    {
        _systemd.Result = result;
        using var manager = Open(s_patience);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().Throw<OciException>().WithMessage($"can't start systemd unit 'x.scope': its job ended as '{result}', see journalctl -u");
        _systemd.Calls[^1].Should().Be("ResetFailedUnit('x.scope')");
    }

    [Fact]
    public void A_job_that_never_ends_is_given_up()
    {
        _systemd.Result = null;
        using var manager = Open(s_hurry);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().Throw<OciException>().WithMessage("can't start systemd unit 'x.scope': it takes too long*");
        _systemd.Calls[^2..].Should().Equal("StopUnit('x.scope', 'replace')", "ResetFailedUnit('x.scope')");
    }

    [Fact]
    public void A_bus_without_systemd_is_no_way_to_it()
    {
        using var other = DBusDaemon.Start();

        var only = () => SystemdManager.Open([new BusChoice(other.Address, IsBus: true)], s_patience);
        using var next = SystemdManager.Open([new BusChoice(other.Address, IsBus: true), new BusChoice(_daemon.Address, IsBus: true)], s_patience);

        only.Should().Throw<OciException>().WithMessage("can't reach systemd*org.freedesktop.systemd1*");
        next.Version.Should().Be(252);
    }

    [Fact]
    public void A_unit_of_the_name_that_failed_before_makes_room()
    {
        _systemd.HasFailedUnit = true;
        using var manager = Open(s_patience);

        manager.StartTransientUnit("x.scope", []);

        _systemd.Calls.Select(call => call.Split('(')[0]).Should().Equal("StartTransientUnit", "ResetFailedUnit", "StartTransientUnit");
    }

    [Fact]
    public void A_unit_of_the_name_that_is_in_use_is_an_error()
    {
        _systemd.HasFailedUnit = true;
        _systemd.HasUnit = false; // so that nothing is reset
        using var manager = Open(s_patience);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().Throw<OciException>().WithMessage("can't start systemd unit 'x.scope': Unit x.scope was already loaded*");
    }

    [Fact]
    public void A_systemd_that_leaves_is_an_error()
    {
        _systemd.Leaves = true;
        using var manager = Open(s_patience);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().Throw<OciException>().WithMessage("can't start systemd unit 'x.scope': *").WithInnerException<DBusException>();
    }

    [Fact]
    public void A_bus_that_ends_while_a_job_runs_is_an_error()
    {
        _systemd.Result = null;
        using var manager = Open(s_patience);
        using var timer = new System.Threading.Timer(_ => _daemon.Kill(), null, 300, Timeout.Infinite);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().Throw<OciException>().WithMessage("can't start systemd unit 'x.scope': the D-Bus connection is lost*");
    }

    [Fact]
    public void Nobody_but_systemd_can_end_a_job()
    {
        using var impostor = DBusConnection.Open(_daemon.Address, isBus: true, s_patience.Answer);
        _systemd.Impostor = impostor;
        using var manager = Open(s_patience);

        var act = () => manager.StartTransientUnit("x.scope", []);

        act.Should().NotThrow();
    }

    [Fact]
    public void A_unit_is_stopped_and_its_failure_cleared()
    {
        using var manager = Open(s_patience);

        var isDone = manager.TryStopUnit("x.scope");

        isDone.Should().BeTrue();
        _systemd.Calls.Should().Equal("StopUnit('x.scope', 'replace')", "ResetFailedUnit('x.scope')");
    }

    [Fact]
    public void A_unit_that_stops_badly_is_told_of()
    {
        _systemd.Result = "failed";
        using var manager = Open(s_patience);

        manager.TryStopUnit("x.scope").Should().BeFalse();
    }

    [Fact]
    public void A_unit_that_does_not_stop_is_an_error()
    {
        _systemd.Result = null;
        using var manager = Open(s_hurry);

        var act = () => manager.TryStopUnit("x.scope");

        act.Should().Throw<OciException>().WithMessage("can't stop systemd unit 'x.scope': it takes too long*");
    }

    [Fact]
    public void A_unit_that_is_not_there_needs_no_stop()
    {
        _systemd.HasUnit = false;
        using var manager = Open(s_patience);

        manager.TryStopUnit("x.scope").Should().BeTrue();
        manager.TryResetFailedUnit("x.scope").Should().BeFalse();
        manager.TryGetControlGroup("x.scope").Should().BeNull();
        manager.TryGetActiveState("x.scope").Should().BeNull();
    }

    [Fact]
    public void A_unit_is_changed_until_the_next_boot()
    {
        using var manager = Open(s_patience);

        manager.SetUnitProperties("x.scope", [new UnitProperty("TasksMax", DBusValue.Of(5UL))]);
        manager.AttachProcesses("x.scope", "/", [7, 8]);

        _systemd.Calls.Should().Equal(
            "SetUnitProperties('x.scope', true, [('TasksMax', <uint64 5>)])",
            "AttachProcessesToUnit('x.scope', '/', [uint32 7, uint32 8])");
    }

    [Fact]
    public void What_systemd_is_and_has_can_be_read()
    {
        using var manager = Open(s_patience);

        manager.Version.Should().Be(252);
        manager.TryGetActiveState("x.scope").Should().Be("active");
        manager.TryGetControlGroup("x.scope").Should().Be("/system.slice/x.scope");
        _systemd.Calls[^1].Should().Be("Get('org.freedesktop.systemd1.Scope', 'ControlGroup')");
        manager.TryGetControlGroup("a-b.slice").Should().NotBeNull();
        _systemd.Calls[^1].Should().Be("Get('org.freedesktop.systemd1.Slice', 'ControlGroup')");
    }

    [Fact]
    public void The_first_way_that_works_is_taken()
    {
        var choices = new[] { new BusChoice("unix:path=/nowhere", IsBus: true), new BusChoice(_daemon.Address, IsBus: true) };

        using var manager = SystemdManager.Open(choices, s_patience);

        manager.Version.Should().Be(252);
    }

    [Fact]
    public void No_way_to_systemd_says_what_was_tried()
    {
        var choices = new[] { new BusChoice("unix:path=/nowhere", IsBus: true), new BusChoice("unix:path=/neither", IsBus: false) };

        var tried = () => SystemdManager.Open(choices, s_patience);
        var none = () => SystemdManager.Open([], s_patience);

        tried.Should().Throw<OciException>().WithMessage("can't reach systemd*cgroupfs*connect /nowhere: it is missing; connect /neither: *");
        none.Should().Throw<OciException>().WithMessage("*DBUS_SESSION_BUS_ADDRESS*");
    }

    [Theory]
    [InlineData("252.38-1~deb12u1", 252)]
    [InlineData("v245.4-1.fc32", 245)]
    [InlineData("\"257\"", 257)]
    [InlineData("260~rc1", 260)]
    [InlineData("", 0)]
    [InlineData("unknown", 0)]
    public void A_version_is_the_number_that_it_begins_with(string text, int expected)
    {
        SystemdManager.ParseVersion(text).Should().Be(expected);
    }

    private SystemdManager Open(SystemdPatience patience) => SystemdManager.Open([new BusChoice(_daemon.Address, IsBus: true)], patience);
}
