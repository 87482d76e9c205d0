using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Tests.Cli.Formats;

public sealed class ReportTableSpecs
{
    private static readonly ContainerReport s_report = new()
    {
        OciVersion = "1.3.0",
        Id = "c1",
        Pid = 8489,
        Status = "running",
        Bundle = "/srv/bundles/b1",
        Rootfs = "/srv/bundles/b1/rootfs",
        Created = new DateTime(2026, 11, 23, 14, 27, 30, DateTimeKind.Utc),
        Owner = "root",
    };

    [Fact]
    public void Nothing_is_a_header()
    {
        ReportTable.Write([]).Should().Be("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
    }

    [Fact]
    public void Columns_are_three_apart_and_twelve_wide()
    {
        var table = ReportTable.Write([s_report, s_report with { Id = "a-long-name", Pid = 0, Status = "stopped" }]);

        table.Should().Be("""
            ID            PID         STATUS      BUNDLE            CREATED                OWNER
            c1            8489        running     /srv/bundles/b1   2026-11-23T14:27:30Z   root
            a-long-name   0           stopped     /srv/bundles/b1   2026-11-23T14:27:30Z   root

            """);
    }

    [Fact]
    public void Ids_stand_alone()
    {
        ReportTable.Ids([s_report, s_report with { Id = "c2" }]).Should().Be("c1\nc2\n");
    }
}
