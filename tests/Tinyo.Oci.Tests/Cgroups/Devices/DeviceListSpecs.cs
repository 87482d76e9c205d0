using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Devices;

public sealed class DeviceListSpecs
{
    private static readonly string[] s_defaults =
        ["c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm", "c 10:200 rwm"];

    [Fact]
    public void The_list_allows_what_the_rules_allow()
    {
        var samples = new DeviceSamples(seed: 2);
        var expressible = 0;
        for (var round = 0; round < 3000; round++)
        {
            var asked = samples.Rules();
            if (TryFold(asked) is not { } list)
            {
                continue;
            }

            expressible++;
            for (var times = 0; times < 10; times++)
            {
                var use = samples.Use();
                Allows(list, use).Should().Be(DeviceSamples.Allows(asked, use), "of {0} for {1}", string.Join('\n', asked.Select(rule => $"{rule}")), use);
            }
        }

        expressible.Should().BeGreaterThan(300);
    }

    [Fact]
    public void A_fresh_list_denies_all_and_allows_the_defaults() =>
        Changes([], "a *:* rwm\n", isFresh: true).Should().Equal(["devices.deny a", .. s_defaults.Select(line => $"devices.allow {line}")]);

    [Fact]
    public void What_a_parent_has_left_is_not_written_again() =>
        Changes([], string.Join('\n', s_defaults), isFresh: true).Should().BeEmpty();

    [Fact]
    public void A_privileged_container_in_a_fresh_list_costs_nothing() =>
        Changes([new() { Allow = true, Access = "rwm" }], "a *:* rwm\n", isFresh: true).Should().BeEmpty();

    [Fact]
    public void A_list_that_allows_all_may_hide_what_it_does_not() =>
        Changes([new() { Allow = true, Access = "rwm" }, new() { Allow = false, Type = "c", Major = 1, Minor = 11, Access = "w" }], "a *:* rwm\n", isFresh: false)
            .Should().Equal("devices.allow a", "devices.deny c 1:11 w");

    [Fact]
    public void An_update_writes_only_what_is_different() =>
        Changes(
            [new() { Allow = true, Type = "c", Major = 1, Minor = 11, Access = "r" }],
            string.Join('\n', [.. s_defaults, "c 1:11 rw", "b 8:0 rwm"]),
            isFresh: false)
            .Should().Equal("devices.allow c 1:11 r", "devices.deny c 1:11 w", "devices.deny b 8:0 rwm");

    [Fact]
    public void A_hole_in_a_wide_rule_is_refused()
    {
        var act = () => DeviceList.Of(DeviceRules.Of([
            new() { Allow = true, Type = "c", Major = 1, Access = "rw" },
            new() { Allow = false, Type = "c", Major = 1, Minor = 11, Access = "rwm" }]));

        act.Should().Throw<OciException>().WithMessage("*cgroup v1 can't take 'c 1:11 rw' out of 'c 1:* rw' again*");
    }

    [Fact]
    public void A_hole_that_a_list_can_not_say_stays_allowed_and_is_told_of()
    {
        var list = DeviceList.Fold(DeviceRules.Of([
            new() { Allow = true, Type = "c", Major = 1, Access = "rw" },
            new() { Allow = false, Type = "c", Major = 1, Minor = 11, Access = "rwm" }]));

        list.Problem.Should().Be("'c 1:11 rw' out of 'c 1:* rw'");
        list.Exceptions.Select(exception => exception.ToString()).Should().Contain("c 1:* rw");
    }

    [Fact]
    public void Denying_what_is_always_allowed_is_no_hole() =>
        DeviceList.Of(DeviceRules.Of([
            new() { Allow = false, Access = "rwm" },
            new() { Allow = true, Type = "c", Access = "m" },
            new() { Allow = false, Type = "c", Major = 10, Minor = 229, Access = "rwm" }]))
            .Exceptions.Select(exception => exception.ToString()).Should().Equal(s_defaults);

    [Fact]
    public void What_is_asked_for_comes_first_and_whole() =>
        Changes([new() { Allow = false, Access = "rwm" }, new() { Allow = true, Type = "c", Major = 10, Minor = 229, Access = "rwm" }], "a *:* rwm\n", isFresh: true)
            .Should().StartWith(["devices.deny a", "devices.allow c 10:229 rwm", "devices.allow c *:* m"]);

    [Fact]
    public void The_same_rules_have_the_same_fingerprint()
    {
        LinuxDeviceCgroup[] rules = [new() { Allow = true, Type = "c", Major = 1, Minor = 11, Access = "r" }];

        DeviceRules.Fingerprint(rules).Should().Be(DeviceRules.Fingerprint([.. rules]));
        DeviceRules.Fingerprint(rules).Should().NotBe(DeviceRules.Fingerprint([rules[0] with { Access = "rw" }])).And.NotBe(DeviceRules.Fingerprint([]));
    }

    private static DeviceList? TryFold(LinuxDeviceCgroup[] asked)
    {
        try
        {
            return DeviceList.Of(DeviceRules.Of(asked));
        }
        catch (OciException)
        {
            return null;
        }
    }

    // As the kernel has it: all of what is wanted must be in one entry of a list that denies, and none in any entry of one that allows.
    private static bool Allows(DeviceList list, (DeviceKind Kind, uint Major, uint Minor, DeviceAccess Access) use)
    {
        bool About(DeviceException it) => it.Covers(new DeviceException(use.Kind, use.Major, use.Minor, use.Access));
        return list.AllowsAll
            ? !list.Exceptions.Any(it => About(it) && (it.Access & use.Access) != 0)
            : new[] { DeviceAccess.Read, DeviceAccess.Write, DeviceAccess.Mknod }.Where(access => use.Access.HasFlag(access))
                .All(access => list.Exceptions.Any(it => About(it) && it.Access.HasFlag(access)));
    }

    private static IEnumerable<string> Changes(LinuxDeviceCgroup[] asked, string current, bool isFresh) =>
        DeviceList.Of(DeviceRules.Of(asked)).Changes(DeviceList.Parse(current), isFresh).Select(change => $"{change.File} {change.Line}");
}
