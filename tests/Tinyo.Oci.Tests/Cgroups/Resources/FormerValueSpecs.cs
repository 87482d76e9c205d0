using Tinyo.Oci.Runtime.Cgroups.Resources;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

public class FormerValueSpecs
{
    [Theory]
    [InlineData("memory.max", "max\n", "4096", "max")]
    [InlineData("cpu.max", "max 100000\n", "50000 100000", "max 100000")]
    [InlineData("cpu.cfs_quota_us", "-1\n", "20000", "-1")]
    [InlineData("cpuset.cpus", "\n", "0", "\n")]
    [InlineData("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", "1", "0")]
    [InlineData("io.weight", "default 100\n8:0 300\n", "200", "default 100")]
    [InlineData("io.weight", "default 100\n8:0 300\n", "default 200", "default 100")]
    [InlineData("io.weight", "default 100\n8:0 300\n", "8:0 200", "8:0 300")]
    [InlineData("io.weight", "default 100\n8:0 300\n", "8:16 200", "8:16 default")]
    [InlineData("io.max", "8:0 rbps=1 wbps=max riops=max wiops=max\n", "8:0 wbps=5", "8:0 rbps=1 wbps=max riops=max wiops=max")]
    [InlineData("io.max", "", "8:0 wbps=5 riops=7", "8:0 wbps=max riops=max")]
    [InlineData("blkio.throttle.read_bps_device", "8:0 1048576\n8:16 5\n", "8:0 7", "8:0 1048576")]
    [InlineData("blkio.throttle.read_bps_device", "8:16 5\n", "8:1 7", "8:1 0")]
    [InlineData("blkio.bfq.weight_device", "", "8:0 500", "8:0 default")]
    [InlineData("rdma.max", "mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=3 hca_object=max\n", "ocrdma1 hca_handle=9", "ocrdma1 hca_handle=3 hca_object=max")]
    [InlineData("net_prio.ifpriomap", "lo 0\neth0 4\n", "eth0 5", "eth0 4")]
    public void What_was_there_is_what_is_written(string file, string text, string written, string expected) =>
        FormerValue.Of(file, text, written).Should().Be(expected);
}
