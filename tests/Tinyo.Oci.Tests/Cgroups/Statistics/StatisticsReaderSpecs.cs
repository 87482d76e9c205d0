using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups.Statistics;

/// <summary>Ordinary files stand in for the kernel's; the lines are what runc prints for the same files.</summary>
public sealed class StatisticsReaderSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Version_1_reads_as_runc_has_it()
    {
        Write("cpu", ("cpu.stat", "nr_periods 5\nnr_throttled 2\nthrottled_time 3000\nwait_sum 1\n"));
        Write("cpuacct",
            ("cpuacct.usage", "14911482\n"), ("cpuacct.usage_percpu", "0 14911482 \n"), ("cpuacct.stat", "user 1\nsystem 2\n"),
            ("cpuacct.usage_all", "cpu user system\n0 0 0\n1 4000000 16000000\n"));
        Write("cpuset",
            ("cpuset.cpus", "0-1\n"), ("cpuset.mems", "0\n"), ("cpuset.sched_load_balance", "1\n"), ("cpuset.sched_relax_domain_level", "-1\n"));
        Write("memory",
            ("memory.stat", "cache 7\nrss 53248\nactive_anon 4096\n"), ("memory.limit_in_bytes", "33554432\n"), ("memory.usage_in_bytes", "430080\n"),
            ("memory.max_usage_in_bytes", "2506752\n"), ("memory.failcnt", "3\n"), ("memory.memsw.limit_in_bytes", "9223372036854771712\n"),
            ("memory.memsw.usage_in_bytes", "430080\n"), ("memory.kmem.tcp.limit_in_bytes", "5\n"));
        Write("pids", ("pids.current", "1\n"), ("pids.max", "max\n"));
        Write("blkio",
            ("blkio.bfq.io_serviced_recursive", "Total 0\n"), ("blkio.throttle.io_serviced_recursive", "8:0 Read 3\nTotal 3\n"),
            ("blkio.throttle.io_service_bytes_recursive", "8:0 Read 12288\n8:0 Write 0\nTotal 12288\n"));

        var line = EventJson.Write("c+1", Reader("cpu", "cpuacct", "cpuset", "memory", "pids", "blkio").Read());

        line.Should().Be(
            """{"type":"stats","id":"c+1","data":{"cpu":{"usage":{"total":14911482,"percpu":[0,14911482],"percpu_kernel":[0,16000000],"percpu_user":[0,4000000],"kernel":20000000,"user":10000000},"throttling":{"periods":5,"throttledPeriods":2,"throttledTime":3000}},"cpuset":{"cpus":[0,1],"cpu_exclusive":0,"mems":[0],"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":1,"sched_relax_domain_level":-1},"memory":{"cache":7,"usage":{"limit":33554432,"usage":430080,"max":2506752,"failcnt":3},"swap":{"limit":9223372036854771712,"usage":430080,"failcnt":0},"kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":5,"failcnt":0},"raw":{"active_anon":4096,"cache":7,"rss":53248}},"pids":{"current":1},"blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":12288},{"major":8,"op":"Write"}],"ioServicedRecursive":[{"major":8,"op":"Read","value":3}]},"hugetlb":{},"intel_rdt":{},"network_interfaces":null}}""" + "\n");
    }

    [Fact]
    public void Version_2_reads_in_the_terms_of_version_1()
    {
        Write("",
            ("cgroup.controllers", "cpu io memory pids\n"),
            ("cpu.stat", "usage_usec 30\nuser_usec 10\nsystem_usec 20\nnr_periods 5\nnr_throttled 2\nthrottled_usec 3\n"),
            ("cpu.pressure", "some avg10=1.50 avg60=0.00 avg300=0.00 total=9\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"),
            ("memory.stat", "anon 1\nfile 7\n"), ("memory.current", "100\n"), ("memory.max", "1000\n"), ("memory.peak", "500\n"),
            ("memory.swap.current", "10\n"), ("memory.swap.max", "max\n"),
            ("pids.current", "1\n"), ("pids.max", "20\n"),
            ("io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n"));

        var line = EventJson.Write("c1", Reader("").Read());

        line.Should().Be(
            """{"type":"stats","id":"c1","data":{"cpu":{"usage":{"total":30000,"kernel":20000,"user":10000},"throttling":{"periods":5,"throttledPeriods":2,"throttledTime":3000},"psi":{"some":{"avg10":1.5,"avg60":0,"avg300":0,"total":9},"full":{"avg10":0,"avg60":0,"avg300":0,"total":0}}},"cpuset":{"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,"sched_relax_domain_level":0},"memory":{"cache":7,"usage":{"limit":1000,"usage":100,"max":500,"failcnt":0},"swap":{"limit":18446744073709551615,"usage":110,"failcnt":0},"kernel":{"limit":0,"failcnt":0},"kernelTCP":{"limit":0,"failcnt":0},"raw":{"anon":1,"file":7}},"pids":{"current":1,"limit":20},"blkio":{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Write","value":2}],"ioServicedRecursive":[{"major":8,"op":"Read","value":3},{"major":8,"op":"Write","value":4}]},"hugetlb":{},"intel_rdt":{},"network_interfaces":null}}""" + "\n");
    }

    [Fact]
    public void Running_out_of_memory_is_a_line_without_data() =>
        EventJson.Write("c1", null).Should().Be("""{"type":"oom","id":"c1"}""" + "\n");

    [Fact]
    public void A_cgroup_that_is_gone_is_noticed()
    {
        Write("memory");
        var reader = Reader("memory");
        var before = reader.IsGone();

        Directory.Delete(_temporary.File("memory"), recursive: true);

        (before, reader.IsGone()).Should().Be((false, true));
    }

    private void Write(string hierarchy, params (string Name, string Text)[] files)
    {
        var directory = Directory.CreateDirectory(_temporary.File(hierarchy.Length == 0 ? "unified/c1" : $"{hierarchy}/c1")).FullName;
        foreach (var (name, text) in files)
        {
            File.WriteAllText($"{directory}/{name}", text);
        }
    }

    private StatisticsReader Reader(params string[] hierarchies) => new(new CgroupRecord
    {
        Manager = CgroupRecord.FileSystemManager,
        Directories = [.. hierarchies.Select(controllers =>
        {
            var mount = _temporary.File(controllers.Length == 0 ? "unified" : controllers);
            return new CgroupDirectory(controllers, mount, $"{mount}/c1");
        })],
    });
}
