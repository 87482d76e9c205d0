using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Every mount option, on a new file system and on a bind mount, seen from inside.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Kernel, "5.14")]
public sealed class MountOptionSpecs(MountMatrix matrix) : IClassFixture<MountMatrix>
{
    /// <summary>Kind and options of every case.</summary>
    public static TheoryData<string, string> Cases => [.. MountCases.All.Select(one => (one.Kind, one.Options))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_make_the_mount_they_name(string kind, string options)
    {
        var wanted = MountCases.All.Single(one => one.Kind == kind && one.Options == options);
        Assert.SkipUnless(Runtime.IsTinyo || wanted.OldRuncAgrees, "an old runc lacks this option");

        var mount = await matrix.Mount(wanted);

        wanted.Check(mount);
    }

    [Fact]
    public void The_matrix_names_every_option_that_the_specification_demands()
    {
        string[] demanded =
        [
            "async", "atime", "defaults", "dev", "diratime", "dirsync", "exec", "iversion", "lazytime", "loud", "noatime", "nodev",
            "nodiratime", "noexec", "noiversion", "nolazytime", "norelatime", "nostrictatime", "nosuid", "private", "relatime", "remount",
            "ro", "rprivate", "rshared", "rslave", "runbindable", "rw", "shared", "silent", "slave", "strictatime", "suid", "sync", "unbindable",
            "nosymfollow", "symfollow", "mand", "nomand", "rro", "rrw", "rnosuid", "rsuid", "rnodev", "rdev", "rnoexec", "rexec", "rnoatime",
            "ratime", "rnodiratime", "rdiratime", "rrelatime", "rnorelatime", "rstrictatime", "rnostrictatime", "rsymfollow", "rnosymfollow",
        ];

        foreach (var kind in new[] { "tmpfs", "bind" })
        {
            var tested = MountCases.All.Where(one => one.Kind == kind).SelectMany(one => one.Steps).SelectMany(step => step);
            tested.Should().Contain(demanded, "{0} mounts take them all (bind and rbind have tests of their own)", kind);
        }
    }
}
