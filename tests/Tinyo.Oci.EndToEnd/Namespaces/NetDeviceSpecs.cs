using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>Network devices that move into the container: real ones, in a network namespace of the test's own that stands in for the host's.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "ip")]
public sealed class NetDeviceSpecs : NamespaceTest
{
    private const string Pair = "ip link add outer type veth peer name other\n";

    private static readonly Lazy<bool> s_hasVeth = new(() => Command.Run("unshare", "--net", "ip", "link", "add", "x", "type", "veth").ExitCode == 0);

    [Fact]
    public async Task A_device_is_moved_renamed_and_up_with_its_addresses()
    {
        const string Setup = Pair + """
            ip addr add 10.9.8.7/24 brd 10.9.8.255 dev outer
            ip addr add 10.9.8.8/24 dev outer label outer:x
            ip addr add 10.7.7.1 peer 10.7.7.2/32 dev outer
            ip addr add 10.9.9.9/32 dev outer scope link
            ip addr add 10.9.9.8/32 dev outer valid_lft 1000 preferred_lft 1000
            ip -6 addr add fd00:9::7/64 dev outer nodad
            ip link set outer mtu 1400 up; ip link set other up
            """;
        var bundle = Taking(("outer", "inner")).WithScript("ip -o addr show inner; ip -o link show inner");

        var result = await RunOn(Setup, bundle, "ip link show outer 2>/dev/null || echo gone");

        result.ShouldSucceed().Text.Should().MatchRegex(@"inet 10\.9\.8\.7/24 brd 10\.9\.8\.255 scope global inner\b").And.MatchRegex(@"inet 10\.9\.8\.8/24 scope global secondary inner:x")
            .And.MatchRegex(@"inet 10\.7\.7\.1 peer 10\.7\.7\.2/32").And.Contain("inet6 fd00:9::7/64 scope global")
            .And.MatchRegex("<[A-Z,_-]*UP[A-Z,_-]*> mtu 1400").And.EndWith("gone");
        result.Text.Should().NotContain("10.9.9.", "neither of link scope nor for a time");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("outer")]
    public async Task Without_another_name_it_keeps_its_own(string? name)
    {
        var result = await RunOn(Pair, Taking(("outer", name)).WithScript("ip -o link show outer"));

        result.ShouldSucceed().Text.Should().Contain("UP");
    }

    [Fact]
    public async Task A_template_takes_the_numbers_that_are_free()
    {
        var result = await RunOn(Pair, Taking(("outer", "eth%d"), ("other", "eth%d")).WithArgs("ls", "/sys/class/net"));

        result.ShouldSucceed().Lines.Should().Contain(["eth0", "eth1", "lo"]).And.NotContain(["outer", "other"]);
    }

    [Fact]
    public async Task It_may_swap_names_with_one_that_is_there()
    {
        var result = await RunOn(Pair + "ip link add inner type veth peer name x", Taking(("outer", "inner"), ("inner", "outer")).WithArgs("ls", "/sys/class/net"));

        result.ShouldSucceed().Lines.Should().Contain(["inner", "outer"]);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_nothing_moves()
    {
        var result = await RunOn(Pair + "ip link set outer up", Taking(("outer", "lo")), after: "", failure: "ip -o link show outer");

        result.ShouldExitWith(1).Errors.Should().Contain("linux.netDevices: the container has a network device 'lo' already");
        result.Output.Should().MatchRegex("outer@other.*UP");
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_named()
    {
        var result = await RunOn("", Taking(("outer", null)));

        result.ShouldExitWith(1).Errors.Should().Contain("linux.netDevices: there is no network device 'outer'");
    }

    [Fact]
    public async Task A_device_that_cannot_leave_its_namespace_stays_as_it_was()
    {
        var result = await RunOn("ip link add outer type bridge; ip link set outer up", Taking(("outer", "inner")), after: "", failure: "ip -o link show outer");

        result.ShouldExitWith(1).Errors.Should().Contain("linux.netDevices: move into the container as 'inner' 'outer': Invalid argument");
        result.Output.Should().MatchRegex("<[A-Z,_-]*UP[A-Z,_]*>");
    }

    [Fact]
    public async Task It_moves_into_a_namespace_that_is_joined()
    {
        using var holder = new NamespaceHolder(Room, "--net");
        var bundle = Taking(("outer", "inner")).WithNamespace("network", PathOf(holder.Process, "network")).WithScript("ip -o link show inner");

        var result = await RunOn(Pair, bundle);

        result.ShouldSucceed().Text.Should().Contain("UP");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task It_moves_into_a_namespace_of_a_container_with_users_of_its_own()
    {
        var bundle = WithUserNamespace(Taking(("outer", "inner"))).WithScript("ip -o link show inner; ip -o addr show inner");

        var result = await RunOn(Pair + "ip addr add 10.9.8.7/24 dev outer", bundle);

        result.ShouldSucceed().Text.Should().Contain("UP").And.Contain("10.9.8.7/24");
    }

    private TestBundle Taking(params (string Name, string? NewName)[] devices)
    {
        Assert.SkipUnless(s_hasVeth.Value, "needs a kernel with veth devices");
        var wanted = new JsonObject();
        foreach (var (name, newName) in devices)
        {
            wanted[name] = newName is null ? new JsonObject() : new JsonObject { ["name"] = newName };
        }

        return NewBundle().WithLinux("netDevices", wanted);
    }

    // In a network namespace that the machine never sees, and that goes with what is in it.
    private Task<CommandResult> RunOn(string setup, TestBundle bundle, string after = "", string failure = "")
    {
        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());
        var script = $"{setup}\n\"$@\" || {{ code=$?; {(failure.Length > 0 ? failure : "true")}; exit $code; }}\n{after}";
        return (call with { Program = "unshare", Arguments = ["--net", "sh", "-ec", script, "sh", call.Program, .. call.Arguments] }).Execute();
    }
}
