using System.Text;
using System.Text.Json;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.State;

public sealed class RecordSpecs
{
    private static readonly ContainerRecord s_full = Samples.Record(pid: 4711, startTime: ulong.MaxValue) with
    {
        Bundle = "/tmp/ü \"quoted\" \\ \n\t\u0001 \U0001F600/<&>'+",
        HasProcess = false,
        SharedPidNamespace = true,
        Annotations = new Dictionary<string, string> { [""] = "", ["a/b\u2028"] = "{\"json\": [1]}", ["\0"] = "ÿ" },
        Cgroup = new CgroupRecord
        {
            Manager = CgroupRecord.FileSystemManager,
            Directories =
            [
                new CgroupDirectory("cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/a b/c", 1),
                new CgroupDirectory("", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/c", Claim: ulong.MaxValue),
            ],
        },
        DeviceRules = ulong.MaxValue - 1,
        Resctrl = new("gold", IsOwn: true, "gold/mon_groups/c1"),
        Program = new ProgramRecord
        {
            Capabilities = new CapabilitySets(1, 2, 3, 4, ulong.MaxValue),
            Limits = [new ResourceLimit(7, 1, ulong.MaxValue), new ResourceLimit(0, 0, 0)],
            Scheduler = new SchedulerAttributes(6, 1, -20, 0, 1, 2, 3),
            IoPriority = 0x4007,
            Personality = 8,
            MemoryPolicy = new MemoryPolicy(0x8002, [1, ulong.MaxValue]),
            InitialCpus = "0-3",
            FinalCpus = "7",
            ApparmorProfile = "p",
            SelinuxLabel = "a:b:c",
            TerminalLabel = "d:e:f",
            SessionKeyring = "_ses.c1",
        },
        Poststart = [new Hook { Path = "/bin/true" }],
        Poststop = [new Hook { Path = "/bin/a", Args = ["a", "", "b c"], Env = ["X=1", "Y="], Timeout = 3 }, new Hook { Path = "/b", Env = [] }],
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        var copy = RecordReader.Read(RecordWriter.Write(s_full));

        copy.Should().BeEquivalentTo(s_full, options => options.ComparingByMembers<ContainerRecord>().WithStrictOrdering());
        copy.Created.Kind.Should().Be(DateTimeKind.Utc);
        copy.Poststart[0].Env.Should().BeNull();
        copy.Poststop[1].Env.Should().BeEmpty();
    }

    [Fact]
    public void A_unit_is_remembered()
    {
        var cgroup = s_full.Cgroup with { Manager = CgroupRecord.SystemdManager, Unit = "a-b.scope", IsUsers = true };

        var copy = RecordReader.Read(RecordWriter.Write(s_full with { Cgroup = cgroup }));

        copy.Cgroup.Should().BeEquivalentTo(cgroup);
    }

    [Fact]
    public void A_record_cut_off_anywhere_is_refused()
    {
        var text = RecordWriter.Write(s_full);

        for (var length = 0; length < text.Length; length++)
        {
            var act = () => RecordReader.Read(text.AsSpan(0, length));

            act.Should().Throw<JsonException>($"{length} of {text.Length} bytes are no record");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"id":"c1"}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":"c1","created":"yesterday"}""")]
    [InlineData("""{"id":"c1","created":"2026-01-02T03:04:05Z","pid":99999999999}""")]
    [InlineData("""{"id":"c1","created":"2026-01-02T03:04:05Z","poststop":{}}""")]
    [InlineData("""{"id":"c1","created":"2026-01-02T03:04:05Z","program":7}""")]
    [InlineData("""{"id":"c1","created":"2026-01-02T03:04:05Z","program":{"capabilities":[1]}}""")]
    public void Json_of_another_shape_is_refused(string text)
    {
        var act = () => RecordReader.Read(Encoding.UTF8.GetBytes(text));

        act.Should().Throw<JsonException>();
    }

    [Fact]
    public void Names_of_a_later_version_are_passed_over()
    {
        const string text = """
            {"new":{"a":[1,{}]},"id":"c1","created":"2026-01-02T03:04:05Z","cgroup":{"new":1,"manager":"cgroupfs",
            "directories":[{"path":"/p","new":[[]]}]},"poststop":[{"path":"/h","new":null}]}
            """;

        var record = RecordReader.Read(Encoding.UTF8.GetBytes(text));

        record.Id.Should().Be("c1");
        record.Cgroup.Directories.Should().ContainSingle().Which.Path.Should().Be("/p");
        record.Poststop.Should().ContainSingle().Which.Path.Should().Be("/h");
    }
}
