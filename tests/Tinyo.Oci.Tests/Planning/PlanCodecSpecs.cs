using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class PlanCodecSpecs
{
    public static TheoryData<string> Bundles => [.. Fixtures.Names.Where(name => TryPlan(name) is not null)];

    [Theory]
    [MemberData(nameof(Bundles))]
    public void A_bundles_plan_survives_the_way(string name)
    {
        var plan = TryPlan(name)!;

        var decoded = PlanCodec.Decode(PlanCodec.Encode(plan));

        Plans.Text(decoded).Should().Be(Plans.Text(WithoutLimits(plan)));
    }

    [Fact]
    public void A_plan_with_everything_set_survives_the_way()
    {
        var plan = AnyPlan.Create();

        var decoded = PlanCodec.Decode(PlanCodec.Encode(plan));

        Plans.Text(decoded).Should().Be(Plans.Text(WithoutLimits(plan)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Numbers_survive_at_their_ends(int number)
    {
        var any = AnyPlan.Create();
        var plan = any with
        {
            Process = any.Process! with
            {
                OomScoreAdj = number,
                Uid = unchecked((uint)number),
                Personality = uint.MaxValue,
                TerminalHeight = ushort.MaxValue,
                Limits = [new ResourceLimit(number, ulong.MaxValue, ulong.MaxValue >> 1)],
            },
            Namespaces = any.Namespaces with { TimeOffsets = [new TimeOffsetPlan("monotonic", long.MinValue, uint.MaxValue)] },
        };

        var decoded = PlanCodec.Decode(PlanCodec.Encode(plan));

        Plans.Text(decoded).Should().Be(Plans.Text(WithoutLimits(plan)));
    }

    [Fact]
    public void Absence_survives_the_way()
    {
        var plan = Plans.Of(Plans.Spec).Plan with { Hooks = new Tinyo.Oci.Spec.Hooks { Poststop = [new Hook { Path = "/a" }, new Hook { Path = "/b", Env = [] }] } };

        var decoded = PlanCodec.Decode(PlanCodec.Encode(plan));

        decoded.Process.Should().BeNull();
        decoded.Hooks.Poststop[0].Env.Should().BeNull();
        decoded.Hooks.Poststop[1].Env.Should().BeEmpty().And.NotBeNull();
        Plans.Text(decoded).Should().Be(Plans.Text(WithoutLimits(plan)));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = PlanCodec.Encode(AnyPlan.Create());

        var accepted = Enumerable.Range(0, bytes.Length).Where(length => IsAccepted(bytes.AsSpan(0, length))).ToList();

        accepted.Should().BeEmpty();
    }

    [Fact]
    public void Bytes_after_the_plan_are_refused()
    {
        byte[] bytes = [.. PlanCodec.Encode(AnyPlan.Create()), 0];

        var decode = () => PlanCodec.Decode(bytes);

        decode.Should().Throw<OciException>().WithMessage("the container's plan is corrupt");
    }

    [Fact]
    public void Wrong_bytes_are_refused_or_read_but_never_exhaust_memory()
    {
        var bytes = PlanCodec.Encode(AnyPlan.Create());
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var index = 0; index < bytes.Length; index++)
        {
            foreach (byte wrong in new byte[] { 0x00, 0x7F, 0x80, 0xFF })
            {
                byte[] changed = [.. bytes];
                changed[index] = wrong;
                IsAccepted(changed);
            }
        }

        var perDecode = (GC.GetAllocatedBytesForCurrentThread() - before) / (bytes.Length * 4);
        perDecode.Should().BeLessThan(100 * bytes.Length);
    }

    [Fact]
    public void A_list_longer_than_its_bytes_is_refused()
    {
        byte[] bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];

        var decode = () => PlanCodec.Decode(bytes);

        decode.Should().Throw<OciException>();
    }

    // Limits are the caller's to set.
    private static ContainerPlan WithoutLimits(ContainerPlan plan) =>
        plan with { IntelRdt = null, Cgroup = plan.Cgroup with { Resources = null, Owner = null, Unit = null } };

    private static bool IsAccepted(ReadOnlySpan<byte> bytes)
    {
        try
        {
            PlanCodec.Decode(bytes);
            return true;
        }
        catch (OciException)
        {
            return false;
        }
    }

    private static ContainerPlan? TryPlan(string name)
    {
        try
        {
            return Plans.Of(Fixtures.Read(name)).Plan;
        }
        catch (OciException)
        {
            return null;
        }
    }
}
