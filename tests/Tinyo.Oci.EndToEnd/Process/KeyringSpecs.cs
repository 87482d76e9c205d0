using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>The session keyring that a program gets in place of its caller's.</summary>
[Needs(Requirement.Tinyo)]
public sealed class KeyringSpecs : ProcessTest
{
    // What /proc/keys shows of a possessor's session keyring; the template hides it.
    private TestBundle Looking() => NewBundle().WithLinux("maskedPaths", new System.Text.Json.Nodes.JsonArray()).WithScript("cat /proc/keys");

    [Fact]
    public async Task A_program_has_one_named_after_its_container()
    {
        var id = NewId();

        var result = await Runtime.Invoke("run", "--bundle", Looking().Save().Directory, id);

        // Owner and group, and permissions: all for whoever possesses it; view, read, search and link for its user.
        result.ShouldSucceed().Lines.Should().ContainSingle(line => line.Contains($"_ses.{id}")).Which.Should().MatchRegex(@" 3f1b0000 +0 +0 +keyring ");
    }

    [Fact]
    public async Task Who_asks_for_none_keeps_the_callers()
    {
        var id = NewId();

        var result = await Runtime.Invoke("run", "--no-new-keyring", "--bundle", Looking().Save().Directory, id);

        result.ShouldSucceed().Output.Should().NotContain($"_ses.{id}");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task In_a_user_namespace_others_may_find_it()
    {
        var bundle = Looking().WithNamespace("user").WithoutMount("/sys/fs/cgroup").WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping());
        var id = NewId();

        var result = await Runtime.Invoke("run", "--bundle", bundle.Save().Directory, id);

        // Others whose root is the same user on the host are in sight, too.
        result.ShouldSucceed().Lines.Should().ContainSingle(line => line.Contains($"_ses.{id}:")).Which.Should().MatchRegex(@" 3f1b0008 ");
    }

    [Fact]
    [Needs(Requirement.Binary, "strace")]
    public async Task A_kernel_without_keyrings_is_forgiven()
    {
        var result = await Traced("keyctl:error=ENOSYS");

        result.ShouldSucceed();
    }

    [Fact]
    [Needs(Requirement.Binary, "strace")]
    public async Task A_user_with_too_many_keys_is_told_of_the_way_out()
    {
        var result = await Traced("keyctl:error=EDQUOT");

        result.ShouldExitWith(1).Errors.Should().Contain("unable to join session keyring _ses.").And.Contain("--no-new-keyring does without");
    }

    private Task<CommandResult> Traced(string injection)
    {
        var call = Runtime.Call("run", "--bundle", NewBundle().Save().Directory, NewId());
        return (call with
        {
            Program = "strace",
            Arguments = ["-f", "-o", "/dev/null", "-e", "trace=keyctl", "-e", $"inject={injection}", call.Program, .. call.Arguments],
        }).Execute();
    }

    private static System.Text.Json.Nodes.JsonNode Mapping() => System.Text.Json.Nodes.JsonNode.Parse("""[{"containerID":0,"hostID":100000,"size":65536}]""")!;
}
