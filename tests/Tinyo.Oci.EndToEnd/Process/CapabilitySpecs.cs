using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.capabilities</c>: five sets, seen as the kernel shows them after the program's own execve.</summary>
public sealed class CapabilitySpecs : ProcessTest
{
    private const string Kill = "CAP_KILL";                 // 5
    private const string Bind = "CAP_NET_BIND_SERVICE";     // 10
    private const string Audit = "CAP_AUDIT_WRITE";         // 29
    private const ulong KillBit = 1UL << 5;
    private const ulong BindBit = 1UL << 10;
    private const ulong AuditBit = 1UL << 29;

    [Fact]
    public async Task Root_has_what_bounding_lets_through()
    {
        var bundle = NewBundle().WithProcess("capabilities", Sets(bounding: [Kill, Bind], effective: [Kill], permitted: [Kill, Bind]));

        var status = await Status(bundle);

        ShouldBe(status, inheritable: 0, permitted: KillBit | BindBit, effective: KillBit | BindBit, bounding: KillBit | BindBit, ambient: 0);
    }

    [Fact]
    public async Task All_five_sets_reach_root()
    {
        string[] all = [Kill, Bind, Audit];
        var bundle = NewBundle().WithProcess("capabilities", Sets(all, all, all, [Kill, Bind], [Kill]));

        var status = await Status(bundle);

        ShouldBe(status, KillBit | BindBit, KillBit | BindBit | AuditBit, KillBit | BindBit | AuditBit, KillBit | BindBit | AuditBit, KillBit);
    }

    [Fact]
    public async Task Another_user_keeps_only_the_ambient_ones()
    {
        string[] all = [Kill, Bind, Audit];
        var bundle = BundleOf(1000, 1000).WithProcess("capabilities", Sets(all, all, all, [Kill, Bind], [Kill]));

        var status = await Status(bundle);

        ShouldBe(status, KillBit | BindBit, KillBit, KillBit, KillBit | BindBit | AuditBit, KillBit);
    }

    [Fact]
    public async Task Another_user_without_ambient_ones_has_none()
    {
        string[] all = [Kill, Bind];
        var bundle = BundleOf(1000, 1000).WithProcess("capabilities", Sets(all, all, all));

        var status = await Status(bundle);

        ShouldBe(status, 0, 0, 0, KillBit | BindBit, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Empty_sets_leave_none(int uid)
    {
        var bundle = BundleOf(uid, uid).WithProcess("capabilities", Sets([], [], []));

        var status = await Status(bundle);

        ShouldBe(status, 0, 0, 0, 0, 0);
    }

    [Fact]
    public async Task A_bundle_without_capabilities_gives_none()
    {
        var bundle = NewBundle().With(config => config["process"]!.AsObject().Remove("capabilities"));

        var status = await Status(bundle);

        ShouldBe(status, 0, 0, 0, 0, 0);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "setpriv")]
    public async Task One_that_the_caller_cannot_give_is_warned_about_and_the_container_runs()
    {
        string[] names = [Kill, "CAP_WAKE_ALARM"];
        var log = Path.Combine(Room, "log");
        var bundle = NewBundle().WithProcess("capabilities", Sets(names, names, names)).WithArgs("cat", "/proc/self/status").Save();
        string[] call = [Infrastructure.Runtime.Binary, "--root", Runtime.StateRoot, "--log", log, "--log-format", "json", "--log-level", "warning", "run", "--bundle", bundle.Directory, NewId()];

        var result = await new Command("setpriv", ["--bounding-set=-wake_alarm", "--", .. call]).Execute();

        ShouldBe(Table(result.ShouldSucceed().Output), 0, KillBit, KillBit, KillBit, 0);
        File.ReadAllText(log).Should().Contain("\"level\":\"warning\"").And.Contain("can't be granted here: CAP_WAKE_ALARM");
    }

    [Fact]
    public async Task Every_capability_that_the_host_has_can_be_given()
    {
        var host = Convert.ToUInt64(new HostProcess(Environment.ProcessId).StatusLine("CapEff"), 16);
        var names = CapabilityNames.All.Where((_, number) => (host >> number & 1) == 1).ToArray();
        var bundle = NewBundle().WithProcess("capabilities", Sets(names, names, names));

        var status = await Status(bundle);

        ShouldBe(status, 0, host, host, host, 0);
    }

    [Fact]
    public async Task An_unknown_one_is_warned_about_and_the_container_runs()
    {
        var log = Path.Combine(Room, "log");
        var bundle = NewBundle().WithProcess("capabilities", Sets([Kill, "CAP_TEA"], [Kill, "CAP_TEA"], [Kill, "CAP_TEA"])).WithArgs("cat", "/proc/self/status");
        bundle.Config["ociVersion"] = "1.1.0"; // before, it was an error
        bundle.Save();

        var result = await new Command(Infrastructure.Runtime.Binary, ["--root", Runtime.StateRoot, "--debug", "--log", log, "--log-format", "json", "run", "--bundle", bundle.Directory, NewId()]).Execute();

        ShouldBe(Table(result.ShouldSucceed().Output), 0, KillBit, KillBit, KillBit, 0);
        var warning = File.ReadLines(log).Select(line => JsonNode.Parse(line)!).Should().Contain(line => (string)line["level"]! == "warning").Which;
        ((string)warning["msg"]!).Should().Contain("CAP_TEA");
    }

    private static JsonObject Sets(string[] bounding, string[] effective, string[] permitted, string[]? inheritable = null, string[]? ambient = null) => new()
    {
        ["bounding"] = TestBundle.ToArray(bounding),
        ["effective"] = TestBundle.ToArray(effective),
        ["permitted"] = TestBundle.ToArray(permitted),
        ["inheritable"] = TestBundle.ToArray(inheritable ?? []),
        ["ambient"] = TestBundle.ToArray(ambient ?? []),
    };

    private static void ShouldBe(IReadOnlyDictionary<string, string> status, ulong inheritable, ulong permitted, ulong effective, ulong bounding, ulong ambient)
    {
        string[] names = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];
        ulong[] expected = [inheritable, permitted, effective, bounding, ambient];

        names.Select(name => $"{name} {status[name]}").Should()
            .Equal(names.Zip(expected, (name, set) => $"{name} {set.ToString("x16", CultureInfo.InvariantCulture)}"));
    }
}
