using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Attacks by a container on a process that joins it, and by what that process is asked to be.</summary>
public sealed class ExecSpecs : AttackTest
{
    /// <summary>CVE-2022-29162 (runc), CVE-2022-27650 (crun), CVE-2022-24769 (moby): capabilities that every program would inherit. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_capability_is_inheritable_unless_asked_for(bool exec)
    {
        var container = await Start(NewBundle().WithScript("grep CapInh /proc/self/status; sleep 100"));
        await container.WaitForOutput("CapInh");

        var result = exec ? await Exec(container, ["--cap", "CAP_CHOWN"], "grep", "CapInh", "/proc/self/status") : null;

        (result?.ShouldSucceed().Output ?? container.Output).Should().Be("CapInh:\t0000000000000000\n");
    }

    [Fact]
    public async Task A_capability_that_is_asked_for_is_inheritable()
    {
        var bundle = NewBundle().WithArgs("grep", "CapInh", "/proc/self/status");
        bundle.Config["process"]!["capabilities"]!["inheritable"] = TestBundle.ToArray("CAP_KILL");

        var output = await Output(bundle);

        output.Should().Be("CapInh:\t0000000000000020");
    }

    /// <summary>CVE-2026-30892 (crun): a user that is no number is not user 0. runc 1.1.5 takes <c>4294967296</c> for 0, crun 1.8.1 that and <c>-1</c>.</summary>
    [Theory]
    [InlineData("1000x")]
    [InlineData("x1000")]
    [InlineData("user")]
    [InlineData("0x3e8")]
    [InlineData("-1")]
    [InlineData("+1000")]
    [InlineData(" 1000")]
    [InlineData("1e3")]
    [InlineData("4294967296")]
    [InlineData("18446744073709551616")]
    [InlineData("1000:x")]
    [InlineData("1000:")]
    [InlineData(":1000")]
    [InlineData("1000:1000:1000")]
    public async Task A_user_that_is_no_number_is_refused(string user)
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        var result = await Exec(container, ["--user", user], "id");

        result.ExitCode.Should().NotBe(0, "it ran as {0}", result.Output);
        result.Output.Should().NotContain("uid=");
    }

    [Fact]
    public async Task A_user_that_is_a_number_is_taken()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        var result = await Exec(container, ["--user", "1000:1000"], "id");

        result.ShouldSucceed().Output.Should().StartWith("uid=1000");
    }

    /// <summary>CVE-2024-21626: the working directory is a descriptor of the runtime that leads to the host, or one of whoever calls it. Debian's runc 1.1.5 stands, crun 1.8.1 falls.</summary>
    [Fact]
    public async Task No_descriptor_leads_to_a_working_directory_on_the_host()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        for (var number = 3; number < 24; number++)
        {
            var call = Runtime.Call("exec", "--cwd", $"/proc/self/fd/{number}", container.Id, "sh", "-c", $"cat ../../../../../../..{Outside.SecretFile} .{Outside.SecretFile} && echo {Fell}");
            var result = await (call with { Prelude = "exec 7</ 9</;" }).Execute();
            (result.Output + result.Errors).Should().NotContainAny(Fell, Sentinel.Secret);
        }
    }

    /// <summary>The same with the program itself.</summary>
    [Fact]
    public async Task No_descriptor_leads_to_a_program_on_the_host()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        for (var number = 3; number < 24; number++)
        {
            var call = Runtime.Call("exec", container.Id, $"/proc/self/fd/{number}/bin/cat", "/etc/hostname");
            var result = await (call with { Prelude = "exec 7</ 9</;" }).Execute();
            result.ExitCode.Should().NotBe(0, "descriptor {0} leads out", number);
        }
    }

    /// <summary>CVE-2016-9962: the container looks into what joins it, for the host's files. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_joins_can_not_be_looked_into(bool inUserNamespace)
    {
        var container = await Start(Watching(inUserNamespace));
        await container.WaitForOutput("ready");

        for (var n = 0; n < Rounds / 3; n++)
        {
            await Exec(container, [], "true");
        }

        container.Output.Should().NotContain(Sentinel.Secret);
    }

    // Without the rights of a real one: what the container could not trace anyway shows nothing.
    [Fact]
    public async Task What_joins_naively_is_looked_into()
    {
        var container = await Start(Watching(inUserNamespace: true));
        await container.WaitForOutput("ready");

        Command.Run("nsenter", "--target", $"{(await container.Process()).Pid}", "--user", "--pid", "sleep", "2");

        container.Output.Should().Contain(Sentinel.Secret);
    }

    /// <summary>CVE-2019-5736 as it was found: a program that the container made a link to whoever executes it. runc 1.1.5 and crun 1.8.1 execute a copy.</summary>
    [Theory]
    [InlineData("/bin/self")]
    [InlineData("/bin/script")]
    public async Task The_runtimes_file_can_not_be_written_by_what_it_executes(string program)
    {
        var victim = Path.Combine(Room, "victim");
        File.Copy(Runtime.Binary, victim);
        var bundle = NewBundle().WithScript(SelfSpecs.Overwrite.Replace("*/victim", "*victim*|*runc*|*crun*|*tinyo*|*entry*"))
            .WithFile("rootfs/bin/script", "#!/proc/self/exe --help\n", "755");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "bin", "self"), "/proc/self/exe");
        var container = await Start(bundle);
        await container.WaitForOutput("ready");

        for (var n = 0; n < 10; n++)
        {
            await (Runtime.Call("exec", container.Id, program, "--help") with { Program = victim }).Execute();
        }

        File.ReadAllBytes(victim).AsSpan().SequenceEqual(File.ReadAllBytes(Runtime.Binary)).Should().BeTrue("the runtime's file must be as it was");
    }

    private TestBundle Watching(bool inUserNamespace)
    {
        var bundle = NewBundle();
        bundle = inUserNamespace ? InitSpecs.InUserNamespace(bundle, null) : bundle;
        foreach (var set in inUserNamespace ? new[] { "bounding", "effective", "permitted" } : [])
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray("CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_KILL");
        }

        var inside = $"echo ready; while :; do for process in /proc/[0-9]*; do for way in root cwd fd/3 fd/4 fd/5 fd/6 fd/7 fd/8 fd/9; do cat $process/$way{Outside.SecretFile} 2> /dev/null; done; done; done";
        return bundle.WithScript(inside);
    }

    private Task<CommandResult> Exec(TestContainer container, string[] flags, params string[] program) =>
        Runtime.Invoke(["exec", .. flags, container.Id, .. program]);
}
