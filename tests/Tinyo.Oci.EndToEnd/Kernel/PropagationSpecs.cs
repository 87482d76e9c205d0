using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Kernel;

/// <summary><c>rootfsPropagation</c>, as the optional fields of mountinfo tell.</summary>
[Needs(Requirement.Binary, "unshare")]
public sealed class PropagationSpecs : KernelTest
{
    // The fields between the mount's options and the dash.
    private const string FieldsOfRoot = "awk '$5 == \"/\" { for (i = 7; $i != \"-\"; i++) printf \"%s \", $i }' /proc/self/mountinfo";

    [Theory]
    [InlineData(null, "^(master:\\d+ )?$")]
    [InlineData("private", "^$")]
    [InlineData("rprivate", "^$")]
    [InlineData("slave", "^master:\\d+ $")]
    [InlineData("rslave", "^master:\\d+ $")]
    public async Task The_root_has_the_asked_propagation(string? propagation, string expected)
    {
        var bundle = NewBundle().WithScript(FieldsOfRoot);
        if (propagation is not null)
        {
            bundle.WithLinux("rootfsPropagation", propagation);
        }

        var result = await RunBelowSharedMounts(bundle);

        result.ShouldSucceed().Output.Should().MatchRegex(expected);
    }

    // runc 1.1 makes "shared" private, and fails with "unbindable".
    [Theory]
    [InlineData("shared", "^shared:\\d+ (master:\\d+ )?$")]
    [InlineData("rshared", "^shared:\\d+ (master:\\d+ )?$")]
    [InlineData("unbindable", "^unbindable $")]
    [InlineData("runbindable", "^unbindable $")]
    [Needs(Requirement.Tinyo)]
    public Task The_root_may_also_be_shared_or_unbindable(string propagation, string expected) => The_root_has_the_asked_propagation(propagation, expected);

    // Once the root is entered, the image's /proc, or its lack, has no say in what is changed.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task The_root_needs_no_proc_to_be_shared()
    {
        var bundle = NewBundle().WithLinux("rootfsPropagation", "shared").With(config => config["mounts"]!.AsArray().Clear())
            .WithLinux("maskedPaths", null).WithLinux("readonlyPaths", null);

        (await Run(bundle)).ShouldSucceed();
    }

    [Theory]
    [InlineData("private", "0")]
    [InlineData("rslave", "1")]
    public async Task Mounts_that_the_host_makes_later_arrive_where_asked(string propagation, string expected)
    {
        var shared = Directory.CreateDirectory(Path.Combine(Room, "shared", "later")).Parent!.FullName;
        var bundle = NewBundle().WithLinux("rootfsPropagation", propagation)
            .WithMount("/mnt", "none", shared, "rbind", propagation == "private" ? "rprivate" : "rslave")
            .WithScript("touch /dev/shm/ready; n=0; while [ $n -lt 20 ] && ! [ -e /mnt/later/arrived ]; do usleep 50000; n=$((n+1)); done; grep -c ' /mnt/later ' /proc/self/mountinfo; true");

        var result = await RunBelowSharedMounts(bundle, $"(sleep 0.4; mount -t tmpfs none '{shared}/later'; touch '{shared}/later/arrived') & ");

        result.ShouldSucceed().Text.Should().Be(expected);
    }

    // The machine's own root may be private: a wrapper makes one that is shared, and takes all mounts away at its end.
    private Task<CommandResult> RunBelowSharedMounts(TestBundle bundle, string before = "")
    {
        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());
        return (call with
        {
            Program = "unshare",
            Arguments = ["--mount", "--propagation", "shared", "sh", "-c", before + "exec \"$@\"", "sh", call.Program, .. call.Arguments],
        }).Execute();
    }
}
