using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups;

/// <summary>Makes cgroups of this machine: needs root, and hierarchies that can be written.</summary>
[Collection(Alone.Name)]
public sealed class CompositeCgroupSpecs : IDisposable
{
    private readonly string _name = $"tinyo-test-{Guid.NewGuid():N}";
    private readonly IReadOnlyList<CgroupHierarchy> _hierarchies = HostFactsReader.Read().Cgroups;
    private readonly List<ICgroup> _cgroups = [];

    public CompositeCgroupSpecs()
    {
        Assert.SkipUnless(ThreadCredentials.Euid == 0, "making cgroups needs root");
        Assert.SkipUnless(_hierarchies.Count > 0 && IsWritable(_hierarchies[0]), "no cgroup hierarchy can be written here");
    }

    public void Dispose() => _cgroups.ForEach(cgroup => cgroup.Remove());

    [Fact]
    public void A_cgroup_is_made_in_every_hierarchy_and_removed_without_a_trace()
    {
        var cgroup = Plan($"/{_name}/deep/c1");

        cgroup.Create();
        var made = Paths(cgroup).TrueForAll(Directory.Exists);
        cgroup.Remove();

        made.Should().BeTrue();
        cgroup.Record.Directories.Should().HaveCount(_hierarchies.Count);
        _hierarchies.Should().NotContain(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}"));
    }

    [Fact]
    public void Without_a_path_the_cgroup_is_below_the_callers()
    {
        var cgroup = Plan(_name);
        using var sleeper = new Sleeper();

        cgroup.Create();
        cgroup.Join(sleeper.Pid);

        var lines = File.ReadAllLines($"/proc/{sleeper.Pid}/cgroup").Select(line => line.Split(':', 3)[2]);
        lines.Should().HaveCount(_hierarchies.Count).And.OnlyContain(path => path.EndsWith($"/{_name}"));
        cgroup.Processes().Should().Equal(sleeper.Pid);
    }

    [Fact]
    public void Processes_below_are_found_signalled_and_removed_with_their_cgroups()
    {
        var cgroup = Plan($"/{_name}/c1");
        using var first = new Sleeper();
        using var second = new Sleeper();
        cgroup.Create();
        cgroup.Join(first.Pid);
        var below = Cgroup.Open(cgroup.Record with { Directories = [.. cgroup.Record.Directories.Select(d => d with { Path = $"{d.Path}/below" })] });
        below.Create();
        below.Join(second.Pid);

        var processes = cgroup.Processes();
        cgroup.Remove();

        processes.Should().Equal(new[] { first.Pid, second.Pid }.Order());
        first.EndsSoon().Should().BeTrue();
        second.EndsSoon().Should().BeTrue();
        _hierarchies.Should().NotContain(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}"));
    }

    [Fact]
    public void Every_process_gets_the_signal()
    {
        var cgroup = Plan($"/{_name}");
        using var first = new Sleeper();
        using var second = new Sleeper();
        using var stranger = new Sleeper();
        cgroup.Create();
        cgroup.Join(first.Pid);
        cgroup.Join(second.Pid);

        cgroup.SignalAll(Signal.Terminate);

        first.EndsSoon().Should().BeTrue();
        second.EndsSoon().Should().BeTrue();
        stranger.HasEnded.Should().BeFalse();
        cgroup.IsFrozen().Should().BeFalse();
    }

    [Fact]
    public void Frozen_processes_stand_still_until_they_are_thawed()
    {
        var cgroup = Plan($"/{_name}");
        using var sleeper = new Sleeper();
        cgroup.Create();
        cgroup.Join(sleeper.Pid);
        cgroup.Freeze();
        var frozen = cgroup.IsFrozen();
        cgroup.SignalAll(Signal.Terminate);
        var stillFrozen = cgroup.IsFrozen() && ProcessStatus.TryRead(sleeper.Pid) is { IsOver: false };

        cgroup.Thaw();

        (frozen, stillFrozen).Should().Be((true, true));
        sleeper.EndsSoon().Should().BeTrue();
    }

    [Fact]
    public void Frozen_processes_can_be_killed()
    {
        var cgroup = Plan($"/{_name}");
        using var sleeper = new Sleeper();
        cgroup.Create();
        cgroup.Join(sleeper.Pid);
        cgroup.Freeze();

        cgroup.SignalAll(Signal.Kill);

        sleeper.EndsSoon().Should().BeTrue();
        cgroup.IsFrozen().Should().BeFalse();
    }

    [Fact]
    public void A_cgroup_that_is_in_use_is_refused_and_left_alone()
    {
        var first = Plan($"/{_name}/c1");
        using var sleeper = new Sleeper();
        first.Create();
        first.Join(sleeper.Pid);

        var act = () => Plan($"/{_name}/c1");

        act.Should().Throw<OciException>().WithMessage("container's cgroup is not empty: 1 process(es) found in *");
        sleeper.HasEnded.Should().BeFalse();
    }

    [Fact]
    public void Failing_half_way_removes_what_was_made()
    {
        var good = Plan($"/{_name}/deep/c1").Record;
        var bad = new CgroupDirectory("memory", "/proc", $"/proc/{_name}/c1", 1);
        var cgroup = Cgroup.Open(good with { Directories = [.. good.Directories, bad] });

        var act = () => cgroup.Create();

        act.Should().Throw<OciException>().WithMessage($"cgroup /proc/{_name}/c1: can't be made: it is gone");
        _hierarchies.Should().NotContain(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}"));
    }

    [Fact]
    public void A_cgroup_that_others_took_meanwhile_is_refused_and_survives_the_clean_up()
    {
        var (first, second) = (Plan($"/{_name}/c1"), Plan($"/{_name}/c1"));
        using var sleeper = new Sleeper();
        first.Create();
        first.Join(sleeper.Pid);

        var act = () => second.Create();

        act.Should().Throw<OciException>().WithMessage("container's cgroup is not empty: 1 process(es) found in *");
        second.Remove();
        sleeper.HasEnded.Should().BeFalse();
        first.Processes().Should().Equal(sleeper.Pid);
    }

    [Fact]
    public void A_shared_parent_stays_until_its_maker_leaves_last()
    {
        var (first, second) = (Plan($"/{_name}/c1"), Plan($"/{_name}/c2"));
        first.Create();
        second.Create();

        second.Remove();
        var between = _hierarchies.All(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}"));
        first.Remove();

        between.Should().BeTrue();
        _hierarchies.Should().NotContain(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}"));
    }

    [Fact]
    public void A_parent_that_was_taken_away_since_is_made_again()
    {
        var (first, second) = (Plan($"/{_name}/c1"), Plan($"/{_name}/c2"));
        first.Create();
        var late = Plan($"/{_name}/c3");
        first.Remove();

        late.Create();
        second.Create();

        Paths(late).Should().NotBeEmpty().And.OnlyContain(path => Directory.Exists(path));
        second.Remove();
        late.Remove();
        foreach (var hierarchy in _hierarchies.Where(hierarchy => Directory.Exists($"{hierarchy.MountPoint}/{_name}")))
        {
            Directory.Delete($"{hierarchy.MountPoint}/{_name}");
        }
    }

    [Fact]
    public void Removing_twice_is_fine()
    {
        var cgroup = Plan($"/{_name}/c1");
        cgroup.Create();
        cgroup.Remove();

        var act = cgroup.Remove;

        act.Should().NotThrow();
        cgroup.Processes().Should().BeEmpty();
    }

    private static bool IsWritable(CgroupHierarchy hierarchy)
    {
        var probe = $"{hierarchy.MountPoint}/tinyo-probe-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<string> Paths(ICgroup cgroup) => [.. cgroup.Record.Directories.Select(directory => directory.Path)];

    private ICgroup Plan(string path)
    {
        var cgroup = Cgroup.Open(CgroupPlacement.Find(new CgroupPlan { Path = path }, _hierarchies));
        _cgroups.Add(cgroup);
        return cgroup;
    }
}
