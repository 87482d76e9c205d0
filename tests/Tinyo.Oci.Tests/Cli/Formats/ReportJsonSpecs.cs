using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Tests.Cli.Formats;

/// <summary>The expected texts are what runc 1.1.5 printed for a container of this kind.</summary>
public sealed class ReportJsonSpecs
{
    private static readonly ContainerReport s_report = new()
    {
        OciVersion = "1.0.2-dev",
        Id = "c1",
        Pid = 8489,
        Status = "running",
        Bundle = "/tmp/b",
        Rootfs = "/tmp/b/rootfs",
        Created = new DateTime(2026, 11, 23, 14, 27, 30, DateTimeKind.Utc).AddTicks(5_677_628),
        Annotations = new Dictionary<string, string> { ["b.x"] = "1 <é>", ["a"] = "2\"\n\u0001\u2028" },
    };

    [Fact]
    public void State_is_runc_s_byte_for_byte()
    {
        var json = ReportJson.State(s_report);

        json.Should().Be("""
            {
              "ociVersion": "1.0.2-dev",
              "id": "c1",
              "pid": 8489,
              "status": "running",
              "bundle": "/tmp/b",
              "rootfs": "/tmp/b/rootfs",
              "created": "2026-11-23T14:27:30.5677628Z",
              "annotations": {
                "a": "2\"\n\u0001\u2028",
                "b.x": "1 \u003cé\u003e"
              },
              "owner": ""
            }
            """);
    }

    [Fact]
    public void State_leaves_out_annotations_that_are_not_there()
    {
        var json = ReportJson.State(s_report with { Annotations = new Dictionary<string, string>(), Pid = 0, Status = "stopped" });

        json.Should().NotContain("annotations").And.Contain("\"pid\": 0,\n  \"status\": \"stopped\",");
    }

    [Fact]
    public void List_is_one_line()
    {
        var json = ReportJson.List([s_report with { Owner = "root" }, s_report with { Id = "c2", Annotations = new Dictionary<string, string>() }]);

        json.Should().Be("""
            [{"ociVersion":"1.0.2-dev","id":"c1","pid":8489,"status":"running","bundle":"/tmp/b","rootfs":"/tmp/b/rootfs","created":"2026-11-23T14:27:30.5677628Z","annotations":{"a":"2\"\n\u0001\u2028","b.x":"1 \u003cé\u003e"},"owner":"root"},{"ociVersion":"1.0.2-dev","id":"c2","pid":8489,"status":"running","bundle":"/tmp/b","rootfs":"/tmp/b/rootfs","created":"2026-11-23T14:27:30.5677628Z","owner":""}]

            """);
    }

    [Fact]
    public void An_empty_list_is_null()
    {
        ReportJson.List([]).Should().Be("null\n");
    }

    [Fact]
    public void A_time_keeps_no_zeros_at_its_end()
    {
        GoTime.Nanoseconds(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)).Should().Be("2026-01-02T03:04:05Z");
        GoTime.Nanoseconds(new DateTime(2026, 1, 2, 3, 4, 5, 120, DateTimeKind.Utc)).Should().Be("2026-01-02T03:04:05.12Z");
    }
}
