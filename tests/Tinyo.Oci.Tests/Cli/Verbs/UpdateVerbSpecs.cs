using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Cli.Verbs;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli.Verbs;

public sealed class UpdateVerbSpecs
{
    [Fact]
    public void Without_flags_nothing_is_asked_for() => Of("").Should().BeEquivalentTo(new LinuxResources
    {
        Memory = new(),
        Cpu = new(),
        Pids = new(),
        BlockIO = new(),
    });

    [Fact]
    public void Each_flag_has_its_place() => Of(
        "--memory 512m --memory-reservation 1g --memory-swap -1 --kernel-memory 1 --kernel-memory-tcp 2 --cpu-share 3 --cpu-quota -1 --cpu-period 4 " +
        "--cpu-burst 5 --cpu-rt-period 6 --cpu-rt-runtime 7 --cpu-idle 1 --cpuset-cpus 0-1 --cpuset-mems 0 --pids-limit 0 --blkio-weight 500")
        .Should().BeEquivalentTo(new LinuxResources
        {
            Memory = new() { Limit = 512 << 20, Reservation = 1 << 30, Swap = -1, Kernel = 1, KernelTCP = 2 },
            Cpu = new()
            {
                Shares = 3,
                Quota = -1,
                Period = 4,
                Burst = 5,
                RealtimePeriod = 6,
                RealtimeRuntime = 7,
                Idle = 1,
                Cpus = "0-1",
                Mems = "0",
            },
            Pids = new() { Limit = 0 },
            BlockIO = new() { Weight = 500 },
        });

    [Fact]
    public void A_file_is_read_and_then_the_container_is_looked_for()
    {
        var caller = new TestCaller { Input = """{"memory":{"limit":100}}""" };

        var code = caller.Run("--root /no/such/root update --resources - c1");

        code.Should().Be(1);
        caller.Error.Should().Contain("does not exist");
    }

    private static LinuxResources Of(string words) =>
        UpdateVerb.Of(Arguments.Parse(["update", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "c1"]).Flags);
}
