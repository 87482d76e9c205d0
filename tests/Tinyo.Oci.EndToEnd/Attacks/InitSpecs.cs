using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>CVE-2016-9962: processes of a container look into the init of another one that shares namespaces with it, while it is made and while it waits.</summary>
public sealed class InitSpecs : AttackTest
{
    private const string Looks = """
        for what in exe cwd root fd/0 fd/3 ns/mnt; do readlink /proc/$pid/$what > /dev/null && echo FELL $what; done
        for what in environ mem maps auxv; do head -c 1 /proc/$pid/$what > /dev/null 2>&1 && echo FELL $what; done
        ls /proc/$pid/root/ > /dev/null 2>&1 && echo FELL root
        """;

    /// <summary>Init in a pid namespace that it joined, of a root without CAP_SYS_PTRACE. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    public async Task A_waiting_init_can_not_be_looked_into()
    {
        var output = await LookInto(["CAP_KILL"]);

        output.Should().NotContain(Fell);
    }

    /// <summary>And with it, where it is that of a user namespace. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task A_waiting_init_can_not_be_looked_into_by_the_root_of_its_user_namespace()
    {
        var output = await LookInto(["CAP_KILL", "CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"], inUserNamespace: true);

        output.Should().NotContain(Fell);
    }

    [Fact]
    public async Task A_waiting_init_can_be_looked_into_by_who_may_trace_everything()
    {
        var output = await LookInto(["CAP_KILL", "CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"]);

        output.Should().Contain($"{Fell} exe").And.Contain($"{Fell} root");
    }

    /// <summary>The host's files through an init that has not yet left them. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task The_hosts_files_can_not_be_reached_through_an_init_in_the_making()
    {
        var attacker = await StartThief();
        var bundle = WithSharedNamespaces(await attacker.Process(), inUserNamespace: true);

        await RunRounds(bundle, rounds: Rounds / 3);

        attacker.Output.Should().NotContain(Sentinel.Secret);
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task The_hosts_files_can_be_reached_through_a_process_that_just_joins()
    {
        var attacker = await StartThief();

        Command.Run("nsenter", "--target", $"{(await attacker.Process()).Pid}", "--user", "--pid", "sleep", "2");

        attacker.Output.Should().Contain(Sentinel.Secret);
    }

    private async Task<TestContainer> StartThief()
    {
        var thief = Bundle(["CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_KILL"], inUserNamespace: true)
            .WithScript($"echo ready; while :; do for process in /proc/[0-9]*; do cat $process/root{Outside.SecretFile} 2> /dev/null; done; done");
        var attacker = await Start(thief);
        await attacker.WaitForOutput("ready");
        return attacker;
    }

    private async Task<string> LookInto(string[] capabilities, bool inUserNamespace = false)
    {
        var attacker = await Start(Bundle(capabilities, inUserNamespace).WithMount("/mnt", "none", HostDirectory("notes"), "bind")
            .WithScript($"until [ -e /mnt/pid ]; do usleep 5000; done; pid=$(cat /mnt/pid); {Looks}\necho done; sleep 100"));
        var victim = await Create(WithSharedNamespaces(await attacker.Process(), inUserNamespace));
        var pid = (await victim.Process()).StatusLine("NSpid").Split('\t')[^1];
        var file = Path.Combine(HostDirectory("notes"), "pid");
        await File.WriteAllTextAsync(file + ".new", pid);
        File.Move(file + ".new", file);
        await attacker.WaitForOutput("done");
        return attacker.Output;
    }

    private TestBundle Bundle(string[] capabilities, bool inUserNamespace)
    {
        var bundle = inUserNamespace ? InUserNamespace(NewBundle(), null) : NewBundle();
        foreach (var set in new[] { "bounding", "effective", "permitted" })
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray(capabilities);
        }

        return bundle;
    }

    private TestBundle WithSharedNamespaces(HostProcess other, bool inUserNamespace)
    {
        var bundle = NewBundle().WithNamespace("pid", $"/proc/{other.Pid}/ns/pid");
        return inUserNamespace ? InUserNamespace(bundle, $"/proc/{other.Pid}/ns/user") : bundle;
    }

    // A group that is not mapped can't own the terminals.
    internal static TestBundle InUserNamespace(TestBundle bundle, string? path)
    {
        var devpts = bundle.Config["mounts"]!.AsArray().Single(mount => (string?)mount!["type"] == "devpts")!;
        devpts["options"] = TestBundle.ToArray("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620");
        bundle.WithNamespace("user", path);
        if (path is null || !Runtime.IsTinyo)
        {
            bundle.WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping());
        }

        return bundle;
    }

    private static JsonArray Mapping() => new(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 });
}
