using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli.Grammar;

public sealed class VerbTableSpecs
{
    public static TheoryData<string> Names => [.. VerbTable.Names];

    [Theory]
    [InlineData("create", "bundle config console-socket pidfd-socket pid-file no-pivot no-new-keyring preserve-fds")]
    [InlineData("start", "")]
    [InlineData("run", "bundle config console-socket pidfd-socket pid-file no-pivot no-new-keyring preserve-fds detach keep no-subreaper")]
    [InlineData("exec", "console-socket pidfd-socket cwd env tty user additional-gids process detach pid-file process-label apparmor no-new-privs cap preserve-fds cgroup ignore-paused")]
    [InlineData("state", "")]
    [InlineData("list", "format quiet")]
    [InlineData("ps", "format")]
    [InlineData("kill", "all regex")]
    [InlineData("delete", "force regex")]
    [InlineData("pause", "")]
    [InlineData("resume", "")]
    [InlineData("update", "resources blkio-weight cpu-period cpu-quota cpu-share cpu-rt-period cpu-rt-runtime cpuset-cpus cpuset-mems memory memory-reservation memory-swap pids-limit cpu-burst cpu-idle kernel-memory kernel-memory-tcp l3-cache-schema mem-bw-schema")]
    [InlineData("events", "interval stats")]
    [InlineData("checkpoint", "image-path work-path leave-running tcp-established ext-unix-sk shell-job file-locks parent-path pre-dump manage-cgroups-mode empty-ns lazy-pages status-fd page-server auto-dedup tcp-skip-in-flight link-remap network-lock")]
    [InlineData("restore", "image-path work-path bundle detach pid-file console-socket tcp-established ext-unix-sk shell-job file-locks manage-cgroups-mode lsm-profile lsm-mount-context tcp-close no-subreaper no-pivot empty-ns auto-dedup lazy-pages network-lock no-new-keyring")]
    [InlineData("spec", "bundle rootless")]
    [InlineData("features", "")]
    public void Every_verb_of_runc_and_every_flag_that_callers_pass_is_there(string name, string flags)
    {
        var known = VerbTable.Find(name)!.Flags.Select(flag => flag.Name);

        flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(known).Should().BeEmpty();
    }

    [Theory]
    [InlineData("create", 'b', "bundle")]
    [InlineData("create", 'f', "config")]
    [InlineData("run", 'd', "detach")]
    [InlineData("exec", 'p', "process")]
    [InlineData("exec", 'd', "detach")]
    [InlineData("exec", 't', "tty")]
    [InlineData("exec", 'e', "env")]
    [InlineData("exec", 'u', "user")]
    [InlineData("exec", 'g', "additional-gids")]
    [InlineData("exec", 'c', "cap")]
    [InlineData("list", 'f', "format")]
    [InlineData("list", 'q', "quiet")]
    [InlineData("ps", 'f', "format")]
    [InlineData("kill", 'a', "all")]
    [InlineData("kill", 'r', "regex")]
    [InlineData("delete", 'f', "force")]
    [InlineData("delete", 'r', "regex")]
    [InlineData("update", 'r', "resources")]
    [InlineData("restore", 'd', "detach")]
    [InlineData("restore", 'b', "bundle")]
    [InlineData("spec", 'b', "bundle")]
    public void Short_flags_are_those_of_runc(string name, char letter, string flag)
    {
        var found = VerbTable.Find(name)!.Flags.Single(candidate => candidate.Short == letter);

        found.Name.Should().Be(flag);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_flags_of_a_verb_share_a_spelling(string name)
    {
        var flags = VerbTable.Find(name)!.Flags;

        flags.Select(flag => flag.Name).Append("help").Should().OnlyHaveUniqueItems();
        flags.Where(flag => flag.Short is not null).Select(flag => flag.Short).Append('h').Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void The_internal_init_is_not_a_verb()
    {
        VerbTable.Find("init").Should().BeNull();
    }
}
