using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>A /proc that is not the kernel's, to which a runtime would write what the kernel was to be told.</summary>
public sealed class ProcfsSpecs : AttackTest
{
    /// <summary>CVE-2019-16884, CVE-2023-28642: a volume, or a tmpfs, in the place of /proc or of files in it. runc 1.1.5 falls to the tmpfs in it, crun 1.8.1 to all.</summary>
    [Theory]
    [InlineData("/proc", "bind")]
    [InlineData("/proc", "tmpfs")]
    [InlineData("/proc/self/attr", "bind")]
    [InlineData("/proc/sys/net", "tmpfs")]
    [InlineData("/proc/../proc/sys", "bind")]
    [InlineData("/mnt/link/sys", "bind")]
    public async Task Nothing_is_mounted_over_it(string destination, string kind)
    {
        var bundle = NewBundle().WithScript($"echo {Fell}");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "mnt", "link"), "/proc");
        _ = kind == "bind" ? bundle.WithMount(destination, "none", Forged(), "rbind") : bundle.WithMount(destination, "tmpfs", "tmpfs");

        var result = await Run(bundle);

        result.ShouldExitWith(1).Output.Should().NotContain(Fell);
    }

    /// <summary>
    /// CVE-2025-52881: sysctls land in a file that /proc leads to. Here in a mount namespace that the container joins, so that there
    /// is no need to win a race.
    /// </summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_sysctl_is_not_written_to_a_forged_proc()
    {
        using var holder = HoldMounts($"mount --bind '{Forged()}' /proc");
        var bundle = Joining(holder).WithLinux("sysctl", new JsonObject { ["kernel.domainname"] = "evil" });

        var result = await Run(bundle);

        result.ExitCode.Should().Be(1);
        Outside.ShouldBeUntouched();
    }

    /// <summary>The same, but only the file is forged and the rest is the kernel's.</summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_sysctl_is_not_written_through_a_mount_in_proc()
    {
        using var holder = HoldMounts($"mount --bind '{Outside.SecretFile}' /proc/sys/kernel/domainname");
        var bundle = Joining(holder).WithLinux("sysctl", new JsonObject { ["kernel.domainname"] = "evil" });

        var result = await Run(bundle);

        result.ExitCode.Should().Be(1);
        Outside.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_sysctl_that_is_written_by_path_lands_in_the_file()
    {
        using var holder = HoldMounts($"mount --bind '{Outside.SecretFile}' /proc/sys/kernel/domainname");

        await Shell($"nsenter --target {holder.Pid} --mount sh -c 'echo 1 > /proc/sys/kernel/domainname'", new Dictionary<string, string>());

        Outside.IsTouched.Should().BeTrue();
    }

    /// <summary>
    /// <c>--no-pivot</c> leaves the host's mounts below the container's root. A procfs among them that hides nothing would let every
    /// user namespace mount another such. runc 1.1.5 and crun 1.8.1 stand.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Needs(Requirement.UserNamespaces)]
    public async Task What_is_masked_can_not_be_had_from_a_procfs_of_another_user_namespace(bool pivot)
    {
        var bundle = NewBundle().WithScript($"unshare -U -r -m -p -f sh -c 'mount -t proc proc /mnt && echo {Fell}'; true").WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1000 });

        var result = await Run(bundle, pivot ? [] : ["--no-pivot"]);

        result.ShouldSucceed().Output.Should().NotContain(Fell);
        result.Errors.Should().Contain("mount");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task What_is_not_masked_can_be_had_from_a_procfs_of_another_user_namespace()
    {
        var bundle = NewBundle().WithScript($"unshare -U -r -m -p -f sh -c 'mount -t proc proc /mnt && echo {Fell}'; true").WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1000 });
        bundle.Config["linux"]!["maskedPaths"] = TestBundle.ToArray();
        bundle.Config["linux"]!["readonlyPaths"] = TestBundle.ToArray();

        var result = await Run(bundle);

        result.ShouldSucceed().Output.Should().Contain(Fell);
    }

    private string Forged()
    {
        var forged = HostDirectory("forged");
        var directory = HostDirectory("forged", "sys", "kernel");
        File.WriteAllText(Path.Combine(forged, "mounts"), "");
        File.Delete(Path.Combine(directory, "domainname"));
        File.CreateSymbolicLink(Path.Combine(directory, "domainname"), Outside.SecretFile);
        return forged;
    }

    private TestBundle Joining(MountHolder holder)
    {
        var bundle = NewBundle().WithNamespace("mount", $"/proc/{holder.Pid}/ns/mnt");
        bundle.Config["linux"]!["maskedPaths"] = TestBundle.ToArray();
        bundle.Config["linux"]!["readonlyPaths"] = TestBundle.ToArray();
        return bundle;
    }

    private static MountHolder HoldMounts(string script) => new(script);
}
