using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>CVE-2019-5736: the container gets at the runtime's own file, as /proc/PID/exe of a process that the runtime was just now.</summary>
public sealed class SelfSpecs : AttackTest
{
    // Holds every such file that it finds until nobody executes it any more, and then writes to it.
    internal const string Overwrite = """
        echo ready
        while :; do
            for process in /proc/[0-9]*; do
                case $(readlink $process/exe) in */victim) { exec 9< $process/exe; } 2> /dev/null && break 2;; esac
            done
        done
        n=0; while [ $n -lt 300 ]; do { echo evil > /proc/self/fd/9; } 2> /dev/null && echo written; usleep 10000; n=$((n+1)); done
        echo done
        """;

    /// <summary>The program is the link itself, or a script that the link interprets: then the runtime is what the container runs. runc 1.1.5 and crun 1.8.1 run a copy of theirs.</summary>
    [Theory]
    [InlineData("/proc/self/exe")]
    [InlineData("/bin/script")]
    [Needs(Requirement.Tinyo)]
    public async Task The_runtime_can_not_be_the_containers_program(string program)
    {
        var bundle = NewBundle().WithFile("rootfs/bin/script", "#!/proc/self/exe --version\n", "755").WithArgs(program, "--version");

        var result = await Run(bundle);

        result.ShouldExitWith(1).Output.Should().BeEmpty();
        result.Errors.Should().ContainEquivalentOf("permission denied");
    }

    /// <summary>A container whose pid namespace the new one joins lies in wait for a program that is the runtime. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    public Task A_container_that_lies_in_wait_can_not_write_to_the_runtimes_file() => LieInWait(static bundle => bundle);

    /// <summary>The same without mounts of its own, where the runtime is run indeed.</summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public Task A_container_in_the_hosts_mounts_can_not_write_to_the_runtimes_file_either() => LieInWait(static bundle =>
        bundle.WithoutNamespace("mount").WithLinux("maskedPaths", null).WithLinux("readonlyPaths", null));

    [Fact]
    public async Task A_program_that_protects_nothing_is_overwritten()
    {
        var victim = Copy("/bin/sleep");
        var attacker = await Start(Attacker());
        await attacker.WaitForOutput("ready");

        Command.Run("nsenter", "--target", $"{(await attacker.Process()).Pid}", "--pid", "setpriv", "--bounding-set", "-all", victim, "1").ShouldSucceed();

        await attacker.WaitForOutput("done"); // each time it writes, the file is empty for a moment
        (await File.ReadAllTextAsync(victim)).Should().Be("evil\n");
    }

    private async Task LieInWait(Func<TestBundle, TestBundle> change)
    {
        var victim = Copy(Runtime.Binary);
        var attacker = await Start(Attacker());
        await attacker.WaitForOutput("ready");
        var bundle = change(NewBundle().WithArgs("/proc/self/exe", "--help").WithNamespace("pid", $"/proc/{(await attacker.Process()).Pid}/ns/pid")).Save();

        for (var n = 0; n < 5; n++)
        {
            await (Runtime.Call("run", "--bundle", bundle.Directory, NewId()) with { Program = victim }).Execute();
        }

        File.ReadAllBytes(victim).AsSpan().SequenceEqual(File.ReadAllBytes(Runtime.Binary)).Should().BeTrue("the runtime's file must be as it was");
    }

    private string Copy(string program)
    {
        var copy = Path.Combine(Room, "victim");
        File.Copy(program, copy);
        File.SetUnixFileMode(copy, (UnixFileMode)Convert.ToInt32("755", 8));
        return copy;
    }

    private TestBundle Attacker()
    {
        var bundle = NewBundle().WithScript(Overwrite);
        foreach (var set in new[] { "bounding", "effective", "permitted" })
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_DAC_OVERRIDE");
        }

        return bundle;
    }
}
