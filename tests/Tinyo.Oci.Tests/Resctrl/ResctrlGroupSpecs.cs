using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Resctrl;

/// <summary>What becomes of <c>linux.intelRdt</c>, on a directory that behaves as the kernel's does.</summary>
public sealed class ResctrlGroupSpecs : IDisposable
{
    private readonly FakeResctrl _resctrl = new();

    public void Dispose() => _resctrl.Dispose();

    [Fact]
    public void Without_a_class_the_container_gets_one_of_its_own_that_goes_with_it()
    {
        var wanted = new LinuxIntelRdt { L3CacheSchema = "L3:0=f", MemBwSchema = "MB:1=50", Schemata = ["L3:1=7", "MB:0=20"] };

        var group = Made(wanted);
        var (schemata, tasks) = (_resctrl.TryRead("c1/schemata"), _resctrl.Tasks("c1"));
        group.Remove();

        schemata.Should().Be("L3:0=f;1=7\nMB:0=20;1=50\n");
        tasks.Should().Equal("42");
        _resctrl.Exists("c1").Should().BeFalse();
        _resctrl.Tasks("").Should().Equal("42");
    }

    [Fact]
    public void Nothing_asked_for_in_particular_is_a_class_too()
    {
        Made(new());

        _resctrl.TryRead("c1/schemata").Should().Be(_resctrl.TryRead("schemata"));
    }

    [Fact]
    public void Later_lines_prevail()
    {
        Made(new() { L3CacheSchema = "L3:0=f", Schemata = ["L3:0=3"] });

        _resctrl.TryRead("c1/schemata").Should().StartWith("L3:0=3;1=ff\n");
    }

    [Fact]
    public void A_class_that_is_there_is_joined_and_stays()
    {
        _resctrl.TryMake("gold");

        var group = Made(new() { ClosID = "gold" });
        var tasks = _resctrl.Tasks("gold");
        group.Remove();
        group.Undo();

        tasks.Should().Equal("42");
        _resctrl.Exists("gold").Should().BeTrue();
        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Theory]
    [InlineData("L3:0=0f")]
    [InlineData("L3: 1=FF; 0=f")]
    [InlineData("MB:0=100")]
    public void A_class_that_is_there_may_divide_as_asked_for(string schema)
    {
        _resctrl.TryMake("gold");
        _resctrl.TryWrite("gold/schemata", "L3:0=f\n");

        Made(new() { ClosID = "gold", Schemata = [schema] });

        _resctrl.Tasks("gold").Should().Equal("42");
    }

    [Theory]
    [InlineData("L3:0=ff")]
    [InlineData("L3:2=f")]
    [InlineData("L2:0=f")]
    public void One_that_divides_otherwise_is_refused_and_left_alone(string schema)
    {
        _resctrl.TryMake("gold");
        _resctrl.TryWrite("gold/schemata", "L3:0=f\n");

        var make = () => Made(new() { ClosID = "gold", Schemata = [schema] });

        make.Should().Throw<OciException>().WithMessage($"linux.intelRdt: class of service 'gold' is there already and divides otherwise than '{schema}'");
        _resctrl.TryRead("gold/schemata").Should().StartWith("L3:0=f;1=ff\n");
    }

    [Fact]
    public void A_class_that_is_missing_needs_something_to_be_made_with()
    {
        var make = () => Made(new() { ClosID = "gold" });

        make.Should().Throw<OciException>().WithMessage("linux.intelRdt.closID 'gold': there is no such class of service, and nothing is given to make it with");
        _resctrl.Exists("gold").Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_class_that_was_made_stays_for_others_unless_the_create_fails(bool fails)
    {
        var group = Made(new() { ClosID = "gold", L3CacheSchema = "L3:0=f" });

        group.Remove();
        if (fails)
        {
            group.Undo();
        }

        _resctrl.Exists("gold").Should().Be(!fails);
    }

    [Fact]
    public void The_default_class_is_the_root()
    {
        Made(new() { ClosID = "/", EnableMonitoring = true }).Remove();

        _resctrl.Tasks("").Should().Equal("42");
        _resctrl.Exists("mon_groups/c1").Should().BeFalse();
    }

    [Theory]
    [InlineData(null, "c1/mon_groups/c1")]
    [InlineData("/", "mon_groups/c1")]
    [InlineData("gold", "gold/mon_groups/c1")]
    public void A_monitoring_group_is_below_the_class_and_always_goes(string? closId, string expected)
    {
        _resctrl.TryMake("gold");

        var group = Made(new() { ClosID = closId, EnableMonitoring = true });
        var tasks = _resctrl.Tasks(expected);
        group.Remove();

        tasks.Should().Equal("42");
        _resctrl.Exists(expected).Should().BeFalse();
    }

    [Fact]
    public void What_the_kernel_says_of_a_bad_line_is_passed_on()
    {
        var make = () => Made(new() { Schemata = ["L9:0=f"] });

        make.Should().Throw<OciException>().WithMessage(
            "linux.intelRdt: 'L9:0=f' can't be written to schemata of resctrl group 'c1': Invalid argument, last_cmd_status: Unknown or unsupported resource name 'L9'");
    }

    [Fact]
    public void Too_many_classes_are_told()
    {
        _resctrl.TryMake("one");
        _resctrl.TryMake("two");

        var make = () => Made(new());

        make.Should().Throw<OciException>().WithMessage("*resctrl group c1 can't be made, the machine has no more classes or monitors: *, last_cmd_status: Out of CLOSIDs");
    }

    [Fact]
    public void Too_many_monitors_are_told()
    {
        _resctrl.IsOutOfMonitors = true;

        var make = () => Made(new() { EnableMonitoring = true });

        make.Should().Throw<OciException>().WithMessage("*resctrl group c1/mon_groups/c1 can't be made, the machine has no more classes or monitors: *, last_cmd_status: Out of RMIDs");
    }

    [Fact]
    public void What_has_gone_already_is_no_trouble()
    {
        var group = Made(new() { EnableMonitoring = true });
        _resctrl.TryRemove("c1");

        group.Remove();

        _resctrl.Exists("c1").Should().BeFalse();
    }

    [Theory]
    [InlineData("l3CacheSchema", "Intel RDT/CAT")]
    [InlineData("memBwSchema", "Intel RDT/MBA")]
    [InlineData("schemata", "Intel RDT")]
    [InlineData("closID", "Intel RDT")]
    [InlineData("enableMonitoring", "Intel RDT/CMT and MBM")]
    public void A_machine_without_it_is_an_error_that_names_it(string property, string what)
    {
        var wanted = property switch
        {
            "l3CacheSchema" => new LinuxIntelRdt { L3CacheSchema = "L3:0=f" },
            "memBwSchema" => new LinuxIntelRdt { MemBwSchema = "MB:0=50" },
            "schemata" => new LinuxIntelRdt { Schemata = ["L3:0=f"] },
            "closID" => new LinuxIntelRdt { ClosID = "gold" },
            _ => new LinuxIntelRdt { EnableMonitoring = true },
        };

        var plan = () => ResctrlGroup.Plan(wanted, "c1", null);

        plan.Should().Throw<OciException>().WithMessage($"linux.intelRdt.{property} is specified in config, but {what} is not enabled");
    }

    [Fact]
    public void A_machine_with_a_part_of_it_is_held_to_that()
    {
        using var resctrl = new FakeResctrl(cache: false, monitored: "");

        var cache = () => ResctrlGroup.Plan(new() { L3CacheSchema = "L3:0=f" }, "c1", resctrl);
        var monitoring = () => ResctrlGroup.Plan(new() { EnableMonitoring = true }, "c1", resctrl);

        cache.Should().Throw<OciException>();
        monitoring.Should().Throw<OciException>();
        ResctrlGroup.Plan(new() { MemBwSchema = "MB:0=50" }, "c1", resctrl).Should().NotBeNull();
    }

    [Fact]
    public void Nothing_asked_for_on_a_machine_without_it_is_nothing() => ResctrlGroup.Plan(new(), "c1", null).Should().BeNull();

    private ResctrlGroup Made(LinuxIntelRdt wanted)
    {
        var group = ResctrlGroup.Plan(wanted, "c1", _resctrl)!;
        group.Make(Schemata.Of(wanted));
        group.Join(42);
        return group;
    }
}
