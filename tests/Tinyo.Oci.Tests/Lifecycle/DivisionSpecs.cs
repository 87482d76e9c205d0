using System.Globalization;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Lifecycle;

/// <summary>Cache and memory bandwidth of a container that is there, on a directory that behaves as the kernel's resctrl; a sleeping process stands in for init.</summary>
[Collection(Alone.Name)]
public sealed class DivisionSpecs : IDisposable
{
    private static readonly ContainerId s_id = ContainerId.Parse("c1");
    private static readonly LinuxIntelRdt s_half = new() { L3CacheSchema = "L3:0=f", MemBwSchema = "MB:0=50" };

    private readonly TemporaryDirectory _temporary = new();
    private readonly FakeResctrl _resctrl = new();
    private readonly Sleeper _init = new();
    private readonly RuntimeContext _context;

    public DivisionSpecs() => _context = new RuntimeContext { Root = _temporary.File("root"), Log = new ListLogger(), Resctrl = _resctrl };

    public void Dispose()
    {
        _init.Dispose();
        _resctrl.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void A_container_without_a_class_gets_one_by_update_and_delete_takes_it_away()
    {
        Make(Samples.Record(_init));

        UpdateOperation.Execute(_context, s_id, new(), s_half);
        var schemata = _resctrl.TryRead("c1/schemata");
        DeleteOperation.Execute(_context, s_id, force: true);

        schemata.Should().Be("L3:0=f;1=ff\nMB:0=50;1=100\n");
        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Fact]
    public void Its_processes_move_there()
    {
        var cgroup = new CgroupRecord { Manager = "cgroupfs", Directories = [new CgroupDirectory("memory", _temporary.Path, _temporary.File("cgroup"))] };
        Directory.CreateDirectory(_temporary.File("cgroup"));
        File.WriteAllText(_temporary.File("cgroup/cgroup.procs"), $"{_init.Pid}\n");
        Make(Samples.Record(_init) with { Cgroup = cgroup });

        UpdateOperation.Execute(_context, s_id, new(), s_half);

        _resctrl.Tasks("c1").Should().Equal(_init.Pid.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_class_that_the_container_has_is_divided_anew()
    {
        _resctrl.TryMake("gold");
        Make(Samples.Record(_init) with { Resctrl = new("gold", IsOwn: false, Monitor: null) });

        UpdateOperation.Execute(_context, s_id, new(), s_half);

        _resctrl.TryRead("gold/schemata").Should().Be("L3:0=f;1=ff\nMB:0=50;1=100\n");
        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_update_that_fails_afterwards_leaves_it_as_it_was(bool hasClass)
    {
        _resctrl.TryMake("gold");
        Make(Samples.Record(_init) with { Resctrl = hasClass ? new("gold", IsOwn: false, Monitor: null) : null });
        var before = _resctrl.TryRead("gold/schemata");

        var update = () => UpdateOperation.Execute(_context, s_id, new(), s_half with { Schemata = ["L9:0=f"] });

        update.Should().Throw<OciException>().WithMessage("*Unknown or unsupported resource name 'L9'");
        _resctrl.TryRead("gold/schemata").Should().Be(before);
        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_fails_later_leaves_it_too(bool hasClass)
    {
        var cgroup = new CgroupRecord { Manager = "cgroupfs", Directories = [new CgroupDirectory("devices", _temporary.Path, _temporary.File("gone"))] };
        Make(Samples.Record(_init) with { Cgroup = cgroup, Resctrl = hasClass ? new("", IsOwn: false, Monitor: null) : null });
        var before = _resctrl.TryRead("schemata");

        var update = () => UpdateOperation.Execute(_context, s_id, new() { Devices = [new() { Allow = true, Access = "rwm" }] }, s_half);

        update.Should().Throw<OciException>().WithMessage("*devices*");
        _resctrl.TryRead("schemata").Should().Be(before);
        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Theory]
    [InlineData("L3:0=f", null, "Intel RDT/CAT: l3 cache schema is not enabled")]
    [InlineData(null, "MB:0=50", "Intel RDT/MBA: memory bandwidth schema is not enabled")]
    public void A_machine_that_has_none_says_so_as_runc_does(string? cache, string? bandwidth, string message)
    {
        using var none = new FakeResctrl(cache: false, bandwidth: false);
        Make(Samples.Record(_init));

        var update = () => UpdateOperation.Execute(_context with { Resctrl = none }, s_id, new(), new() { L3CacheSchema = cache, MemBwSchema = bandwidth });

        update.Should().Throw<OciException>().WithMessage(message);
    }

    private void Make(ContainerRecord record)
    {
        using var directory = new StateStore(_context.Root).Reserve(s_id);
        directory.WriteRecord(record);
    }
}
