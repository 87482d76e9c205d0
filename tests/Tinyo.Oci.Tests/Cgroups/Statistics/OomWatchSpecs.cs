using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups.Statistics;

/// <summary>Ordinary files stand in for the kernel's.</summary>
public sealed class OomWatchSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("memory", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", true)]
    [InlineData("memory", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", false)]
    [InlineData("memory", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n", false)]
    [InlineData("", "memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\noom_group_kill 0\n", true)]
    [InlineData("", "memory.events", "low 0\nhigh 0\nmax 9\noom 1\noom_kill 0\n", false)]
    [InlineData("pids", "memory.oom_control", "oom_kill 2\n", false)]
    public void Who_was_killed_for_want_of_memory_is_counted_in_either_version(string controllers, string file, string text, bool expected)
    {
        File.WriteAllText(_temporary.File("cgroup.controllers"), controllers.Length == 0 ? "cpu memory\n" : "");
        File.WriteAllText(_temporary.File(file), text);
        var place = Path.GetDirectoryName(_temporary.File(file))!;

        var killed = OomWatch.HasEverKilled(new CgroupRecord { Manager = "cgroupfs", Directories = [new CgroupDirectory(controllers, place, place)] });

        killed.Should().Be(expected);
    }
}
