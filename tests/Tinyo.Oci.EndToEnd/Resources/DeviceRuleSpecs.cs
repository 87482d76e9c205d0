using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Which devices a program may use, tried from inside with a node of the kernel's log, 1:11.</summary>
public sealed class DeviceRuleSpecs : ResourceTest
{
    private const string Deny = """{"allow":false,"access":"rwm"}""";
    private const string Try = "mknod /tmp/log c 1 11 && echo m; true </tmp/log && echo r; true >>/tmp/log && echo w; mknod /tmp/loop b 7 0 && echo bm; true </tmp/loop && echo br; true";

    private static readonly string[] s_sets = ["bounding", "effective", "permitted"];

    [Fact]
    public async Task By_default_nodes_can_be_made_but_not_used() => (await Tries(Deny)).Should().Be("m bm");

    [Fact]
    public async Task Without_any_rules_it_is_the_same() => (await Tries("")).Should().Be("m bm");

    [Theory]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":11,"access":"r"}""", "m r bm")]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":11,"access":"w"}""", "m w bm")]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":11,"access":"rwm"}""", "m r w bm")]
    [InlineData("""{"allow":true,"type":"c","major":1,"access":"rw"}""", "m r w bm")]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":-1,"access":"rw"}""", "m r w bm")]
    [InlineData("""{"allow":true,"type":"c","minor":11,"access":"rw"}""", "m r w bm")]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":12,"access":"rw"}""", "m bm")]
    [InlineData("""{"allow":true,"type":"b","major":7,"access":"r"}""", "m bm br")]
    [InlineData("""{"allow":true,"access":"rwm"}""", "m r w bm br")]
    public async Task A_rule_allows_what_it_names(string rule, string expected) => (await Tries($"{Deny},{rule}")).Should().Be(expected);

    [Fact]
    public async Task The_last_rule_that_fits_decides() =>
        (await Tries($$"""{{Deny}},{"allow":true,"type":"c","major":1,"minor":11,"access":"rw"},{"allow":false,"type":"c","major":1,"minor":11,"access":"w"}"""))
            .Should().Be("m r bm");

    [Fact]
    public async Task Where_all_is_allowed_something_can_be_denied() =>
        (await Tries("""{"allow":true,"access":"rwm"},{"allow":false,"type":"c","major":1,"minor":11,"access":"w"}""")).Should().Be("m r bm br");

    [Fact]
    public async Task What_every_container_needs_is_always_allowed()
    {
        var output = await Output(With(Deny).WithScript("echo x >/dev/null && head -c1 /dev/zero | wc -c && head -c1 /dev/urandom | wc -c"));

        output.Should().Be("1\n1");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_hole_in_a_wide_rule_is_refused()
    {
        var id = NewId();

        var result = await TryCreate(With("""{"allow":true,"type":"c","major":1,"access":"rw"},{"allow":false,"type":"c","major":1,"minor":11,"access":"rw"}"""), id);

        result.ShouldExitWith(1).Errors.Should().Contain("cgroup v1 can't take 'c 1:11 rw' out of 'c 1:* rw' again");
        await NothingIsLeft(id);
    }

    private async Task<string> Tries(string rules) => (await Output(With(rules).WithScript(Try + " 2>/dev/null"))).Replace('\n', ' ');

    private TestBundle With(string rules) => Limited($$"""{"devices":[{{rules}}]}""")
        .WithMount("/tmp", "tmpfs", "tmpfs", "nosuid")
        .With(config =>
        {
            foreach (var set in s_sets)
            {
                var capabilities = (JsonArray)config["process"]!["capabilities"]![set]!;
                capabilities.Add("CAP_MKNOD");
                capabilities.Add("CAP_SYSLOG");
            }
        });
}
