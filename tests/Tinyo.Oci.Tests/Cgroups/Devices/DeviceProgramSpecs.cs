using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Devices;

public sealed class DeviceProgramSpecs
{
    [Fact]
    public void The_program_decides_as_the_rules_read()
    {
        var samples = new DeviceSamples(seed: 1);
        for (var round = 0; round < 2000; round++)
        {
            var asked = samples.Rules();
            for (var times = 0; times < 10; times++)
            {
                var use = samples.Use();
                Runs(asked, use).Should().Be(DeviceSamples.Allows(asked, use), "of {0} for {1}", string.Join('\n', asked.Select(rule => $"{rule}")), use);
            }
        }
    }

    [Theory]
    [InlineData(1, 3, "rwm", true)]
    [InlineData(136, 4711, "rwm", true)]
    [InlineData(1, 11, "m", true)]
    [InlineData(1, 11, "r", false)]
    [InlineData(1, 11, "rm", false)]
    public void Without_rules_only_what_every_container_may_use_is_allowed(uint major, uint minor, string access, bool expected)
    {
        var use = DeviceRule.Of(new LinuxDeviceCgroup { Allow = true, Type = "c", Access = access });

        Runs([], (DeviceKind.Character, major, minor, use.Access)).Should().Be(expected);
    }

    [Fact]
    public void All_that_is_wanted_must_be_allowed()
    {
        LinuxDeviceCgroup[] rules = [new() { Allow = true, Type = "c", Major = 1, Minor = 11, Access = "r" }];

        Runs(rules, (DeviceKind.Character, 1, 11, DeviceAccess.Read)).Should().BeTrue();
        Runs(rules, (DeviceKind.Character, 1, 11, DeviceAccess.Read | DeviceAccess.Write)).Should().BeFalse();
        Runs(rules, (DeviceKind.Block, 1, 11, DeviceAccess.Read)).Should().BeFalse();
    }

    [Fact]
    public void Allowing_all_is_a_short_program() =>
        DeviceProgram.Compile(DeviceRules.Of([new() { Allow = true, Access = "rwm" }])).Length.Should().BeLessThan(10);

    [Fact]
    public void Numbers_that_no_device_has_fit_none()
    {
        LinuxDeviceCgroup[] rules = [new() { Allow = true, Type = "c", Major = uint.MaxValue, Minor = 1, Access = "rwm" }];

        Runs(rules, (DeviceKind.Character, uint.MaxValue, 1, DeviceAccess.Read)).Should().BeFalse();
    }

    private static bool Runs(LinuxDeviceCgroup[] asked, (DeviceKind Kind, uint Major, uint Minor, DeviceAccess Access) use) =>
        BpfMachine.Run(DeviceProgram.Compile(DeviceRules.Of(asked)), ((uint)use.Access << 16) | (uint)use.Kind, use.Major, use.Minor) == 1;
}
