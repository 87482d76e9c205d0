using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Where fsopen, open_tree, mount_setattr, move_mount, fsmount and openat2 are missing, mount(2) gives the same mounts.</summary>
[Needs(Requirement.Binary, "strace")]
public sealed class OldKernelSpecs(OldKernelMatrix matrix) : MountTest, IClassFixture<OldKernelMatrix>
{
    /// <summary>Kind and options of every case.</summary>
    public static TheoryData<string, string> Cases => [.. OldKernelMatrix.Cases.Select(one => (one.Kind, one.Options))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_make_the_mount_they_name(string kind, string options)
    {
        var wanted = OldKernelMatrix.Cases.Single(one => one.Kind == kind && one.Options == options);
        Assert.SkipUnless(Infrastructure.Runtime.IsTinyo || wanted.OldRuncAgrees, "an old runc lacks this option");

        var mount = await matrix.Mount(wanted);

        wanted.Check(mount);
    }

    [Fact]
    public async Task The_usual_mounts_are_the_same_as_on_a_new_kernel()
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo")
            .WithMount("/mnt", "none", HostDirectory("source"), "rbind", "ro")
            .WithMount("/etc/passwd", "none", HostFile("file", ""), "bind")
            .WithMount("/tmp", "tmpfs", "tmpfs", "nosuid", "mode=700", "size=64k", "tmpcopyup");

        var wanted = Comparable(await Output(bundle));
        var result = await HostMounts.OnAnOldKernel(RunCommand(bundle)).Execute();

        Comparable(result.ShouldSucceed().Output).Should().Equal(wanted);
    }

    [Theory]
    [InlineData("rro")]
    [InlineData("rnosuid")]
    [InlineData("rnoatime")]
    public async Task Recursive_options_are_refused_by_name(string option)
    {
        var bundle = NewBundle().WithMount("/mnt", "none", HostDirectory("source"), "rbind", option);

        var result = await HostMounts.OnAnOldKernel(RunCommand(bundle)).Execute();

        result.ShouldExitWith(1);
        if (Infrastructure.Runtime.IsTinyo)
        {
            result.Errors.Should().Contain(option).And.Contain("/mnt").And.Contain("mount_setattr");
        }
    }

    [Fact]
    public async Task A_symlink_still_leads_nowhere_outside()
    {
        var outside = HostDirectory("outside");
        var bundle = NewBundle().WithMount("/link/new", "tmpfs", "tmpfs").WithMount("/etclink", "tmpfs", "tmpfs").WithArgs("cat", "/proc/self/mountinfo");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "etclink"), "/etc");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "link"), $"../../../../../../../../{outside}");

        var result = await HostMounts.OnAnOldKernel(RunCommand(bundle)).Execute();

        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
        if (result.ExitCode == 0)
        {
            MountLine.At(result.Output, "/etc").Type.Should().Be("tmpfs");
        }
        else
        {
            result.Errors.Should().Contain("/link/new", "only the link that leads nowhere may be refused");
        }
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task A_user_namespace_works()
    {
        var bundle = NewUserNamespaceBundle().WithArgs("cat", "/proc/self/mountinfo").WithMount("/mnt", "none", HostDirectory("source"), "bind", "ro");

        var result = await HostMounts.OnAnOldKernel(RunCommand(bundle)).Execute();

        MountLine.At(result.ShouldSucceed().Output, "/mnt").Attributes.Should().Contain("ro");
    }

    // What does not change from one container to the next: not the device, the ids, the id's cgroup.
    private static List<string> Comparable(string mountinfo) =>
    [
        .. MountLine.ParseAll(mountinfo).Select(mount =>
            $"{mount.Target} {string.Join(',', mount.Attributes)} {string.Join(',', mount.Propagation)} {mount.Type} {mount.Source} {string.Join(',', mount.Super)}"),
    ];
}
