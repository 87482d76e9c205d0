using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

/// <summary>Ordinary files stand in for the kernel's, which this machine may not offer.</summary>
public sealed class ResourceWriterSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Each_value_goes_to_its_controllers_cgroup()
    {
        var files = Files("memory/c1/memory.limit_in_bytes", "pids/c1/pids.max");

        Writer("memory", "cpu,cpuacct", "pids").Apply(new() { Memory = new() { Limit = 100 }, Pids = new() { Limit = 5 } });

        files.Select(File.ReadAllText).Should().Equal("100", "5");
    }

    [Fact]
    public void A_controller_that_only_v2_has_is_used_there()
    {
        var files = Files("unified/c1/hugetlb.2MB.max", "unified/c1/hugetlb.2MB.rsvd.max");
        File.WriteAllText(_temporary.File("unified/c1/cgroup.controllers"), "hugetlb\n");

        Writer("memory", "").Apply(new() { HugepageLimits = [new() { PageSize = "2MB", Limit = 4096 }] });

        files.Select(File.ReadAllText).Should().Equal("4096", "4096");
    }

    [Fact]
    public void A_controller_that_is_missing_is_named()
    {
        Files("pids/c1/pids.max");

        var act = () => Writer("pids").Apply(new() { Memory = new() { Limit = 100 } });

        act.Should().Throw<OciException>().WithMessage("linux.resources.memory.limit: this machine has no memory controller");
    }

    [Fact]
    public void A_controller_that_is_not_handed_down_is_named()
    {
        Files("unified/c1/cgroup.controllers", "unified/cgroup.subtree_control");
        File.WriteAllText(_temporary.File("unified/cgroup.controllers"), "memory\n");

        var act = () => Writer("").Apply(new() { Memory = new() { Limit = 100 } });

        act.Should().Throw<OciException>().WithMessage("linux.resources.memory.limit: the memory controller is not handed down to *unified/c1");
    }

    [Fact]
    public void A_unified_file_of_a_missing_controller_is_named()
    {
        Files("unified/c1/cgroup.controllers");

        var act = () => Writer("memory", "").Apply(new() { Unified = new Dictionary<string, string> { ["memory.max"] = "1" } });

        act.Should().Throw<OciException>().WithMessage("unified resource \"memory.max\" can't be set: controller \"memory\" not available");
    }

    [Fact]
    public void A_unified_file_of_the_core_needs_no_controller()
    {
        var files = Files("unified/c1/cgroup.max.depth");

        Writer("").Apply(new() { Unified = new Dictionary<string, string> { ["cgroup.max.depth"] = "3" } });

        File.ReadAllText(files[0]).Should().Be("3");
    }

    [Fact]
    public void A_file_that_is_missing_is_told_without_the_words_that_mean_a_missing_command()
    {
        Files("blkio/c1/blkio.throttle.read_bps_device");

        var act = () => Writer("blkio").Apply(new() { BlockIO = new() { Weight = 100 } });

        act.Should().Throw<OciException>().WithMessage(
            "linux.resources.blockIO.weight: no I/O scheduler that knows weights is loaded on this machine (no blkio.weight)");
    }

    [Fact]
    public void The_second_choice_is_taken_where_the_first_is_missing()
    {
        var files = Files("unified/c1/io.weight");
        File.WriteAllText(_temporary.File("unified/c1/cgroup.controllers"), "io\n");

        Writer("").Apply(new() { BlockIO = new() { Weight = 100 } });

        File.ReadAllText(files[0]).Should().Be("910");
    }

    [Fact]
    public void The_quota_stays_in_front_of_a_new_period()
    {
        var files = Files("unified/c1/cpu.max");
        File.WriteAllText(_temporary.File("unified/c1/cgroup.controllers"), "cpu\n");
        File.WriteAllText(files[0], "20000 100000\n");

        Writer("").Apply(new() { Cpu = new() { Period = 50_000 } });

        File.ReadAllText(files[0]).Should().StartWith("20000 50000");
    }

    [Theory]
    [InlineData("1000\n", 5000, "4000")]
    [InlineData("max\n", 5000, "5000")]
    public void Swap_alone_is_divided_by_the_memory_limit_that_is_set(string limit, long swap, string expected)
    {
        var files = Files("unified/c1/memory.max", "unified/c1/memory.swap.max");
        File.WriteAllText(_temporary.File("unified/c1/cgroup.controllers"), "memory\n");
        File.WriteAllText(files[0], limit);

        Writer("").Apply(new() { Memory = new() { Swap = swap } });

        File.ReadAllText(files[1]).Should().Be(expected);
    }

    [Fact]
    public void A_limit_below_what_is_in_use_is_rejected_when_asked_for()
    {
        var files = Files("unified/c1/memory.current", "unified/c1/memory.max");
        File.WriteAllText(_temporary.File("unified/c1/cgroup.controllers"), "memory\n");
        File.WriteAllText(files[0], "5000\n");

        var act = () => Writer("").Apply(new() { Memory = new() { Limit = 4000, CheckBeforeUpdate = true } });

        act.Should().Throw<OciException>().WithMessage("rejecting memory limit 4000 <= usage 5000");
        File.ReadAllText(files[1]).Should().BeEmpty();
    }

    [Fact]
    public void Without_a_cgroup_a_limit_is_warned_of()
    {
        var writer = new ResourceWriter(CgroupRecord.None);

        writer.Apply(new() { Pids = new() { Limit = 5 } })
            .Should().Equal("linux.resources.pids.limit has no effect: the container has no cgroup of its own");
        writer.Apply(new()).Should().BeEmpty();
    }

    private List<string> Files(params string[] paths) => [.. paths.Select(path =>
    {
        var file = _temporary.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    })];

    private ResourceWriter Writer(params string[] hierarchies) => new(new CgroupRecord
    {
        Manager = CgroupRecord.FileSystemManager,
        Directories = [.. hierarchies.Select(controllers =>
        {
            var mount = _temporary.File(controllers.Length == 0 ? "unified" : controllers);
            return new CgroupDirectory(controllers, mount, $"{mount}/c1");
        })],
    });
}
