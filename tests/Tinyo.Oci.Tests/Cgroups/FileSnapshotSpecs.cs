using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups;

/// <summary>An ordinary directory stands in for the cgroup.</summary>
public sealed class FileSnapshotSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("", "cpu.max")]
    [InlineData("cpu,cpuacct", "cpu.shares")]
    public void What_was_changed_meanwhile_is_as_before_and_nothing_is_made(string controllers, string name)
    {
        File.WriteAllText(_temporary.File(name), "33333");
        File.WriteAllText(_temporary.File("pids.max"), "7");
        var snapshot = FileSnapshot.Of(new CgroupRecord { Manager = "systemd", Directories = [new CgroupDirectory(controllers, _temporary.Path, _temporary.Path)] });
        File.WriteAllText(_temporary.File(name), "34000");

        snapshot.Restore();

        File.ReadAllText(_temporary.File(name)).Should().Be("33333");
        Directory.EnumerateFiles(_temporary.Path).Should().HaveCount(2);
    }
}
