using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups;

/// <summary>Ordinary files stand in for the kernel's, which this machine may not offer.</summary>
public sealed class CgroupV2Specs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Controllers_are_enabled_in_every_cgroup_above()
    {
        var files = Tree("", "/a", "/a/b");
        File.WriteAllText(_temporary.File("cgroup.controllers"), "cpu memory pids\n");

        Cgroup("/a/b/c1").EnableControllers();

        files.Select(File.ReadAllText).Should().NotBeEmpty().And.OnlyContain(text => text == "+cpu +memory +pids");
    }

    [Fact]
    public void Nothing_is_written_where_all_is_enabled()
    {
        var files = Tree("", "/a");
        File.WriteAllText(_temporary.File("cgroup.controllers"), "cpu memory\n");
        files.ForEach(file => File.WriteAllText(file, "memory cpu\n"));

        Cgroup("/a/c1").EnableControllers();

        files.Select(File.ReadAllText).Should().NotBeEmpty().And.OnlyContain(text => text == "memory cpu\n");
    }

    [Fact]
    public void A_cgroup_at_the_mount_has_only_the_mount_above_it()
    {
        var files = Tree("", "/c1");
        File.WriteAllText(_temporary.File("cgroup.controllers"), "pids");

        Cgroup("/c1").EnableControllers();

        files.Select(File.ReadAllText).Should().Equal("+pids", "");
    }

    [Theory]
    [InlineData("0\n", false)]
    [InlineData("1\n", true)]
    public void Frozen_is_what_the_kernel_says(string content, bool expected)
    {
        Directory.CreateDirectory(_temporary.File("c1"));
        File.WriteAllText(_temporary.File("c1/cgroup.freeze"), content);

        Cgroup("/c1").IsFrozen().Should().Be(expected);
    }

    [Fact]
    public void Freezing_is_done_when_the_kernel_reports_it()
    {
        Directory.CreateDirectory(_temporary.File("c1"));
        File.WriteAllText(_temporary.File("c1/cgroup.freeze"), "0");
        File.WriteAllText(_temporary.File("c1/cgroup.events"), "populated 1\nfrozen 0\n");
        var early = Cgroup("/c1").TrySetFrozen(true);
        File.WriteAllText(_temporary.File("c1/cgroup.events"), "populated 1\nfrozen 1\n");

        var late = Cgroup("/c1").TrySetFrozen(true);

        (early, late).Should().Be((false, true));
        File.ReadAllText(_temporary.File("c1/cgroup.freeze")).Should().Be("1");
    }

    [Fact]
    public void A_cgroup_that_is_gone_can_be_neither_joined_nor_killed()
    {
        var cgroup = Cgroup("/gone");

        cgroup.TryJoin(1).Should().Be(Errno.ENOENT);
        cgroup.TryKill().Should().BeFalse();
        cgroup.TryRemove().Should().Be(Errno.None);
        cgroup.TryRemoveTree().Should().Be(Errno.None);
    }

    private CgroupV2 Cgroup(string path) => new(new CgroupDirectory("", _temporary.Path, _temporary.Path + path));

    private List<string> Tree(params string[] paths) => [.. paths.Select(path =>
    {
        Directory.CreateDirectory(_temporary.Path + path);
        File.WriteAllText($"{_temporary.Path}{path}/cgroup.subtree_control", "");
        return $"{_temporary.Path}{path}/cgroup.subtree_control";
    })];
}
