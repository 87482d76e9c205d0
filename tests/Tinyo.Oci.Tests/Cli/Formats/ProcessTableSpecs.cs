using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli.Formats;

public sealed class ProcessTableSpecs
{
    private const string Output = """
        UID        PID  PPID  C STIME TTY          TIME CMD
        root         1     0  0 14:00 ?        00:00:01 init
        root      8489     1  0 14:27 ?        00:00:00 /bin/busybox sleep 100
        root     84890     1  0 14:27 ?        00:00:00 other 8489

        """;

    [Fact]
    public void The_header_and_the_container_s_lines_stay()
    {
        var table = ProcessTable.Filter(Output, [8489]);

        table.Should().Be("""
            UID        PID  PPID  C STIME TTY          TIME CMD
            root      8489     1  0 14:27 ?        00:00:00 /bin/busybox sleep 100

            """);
    }

    [Fact]
    public void A_container_without_processes_is_a_header()
    {
        ProcessTable.Filter(Output, []).Should().Be("UID        PID  PPID  C STIME TTY          TIME CMD\n");
    }

    [Fact]
    public void Lines_without_a_pid_are_left_out()
    {
        ProcessTable.Filter("CMD PID\nsh -\nsh\nsh 7\n", [7]).Should().Be("CMD PID\nsh 7\n");
    }

    [Fact]
    public void An_output_without_pids_is_refused()
    {
        var filter = () => ProcessTable.Filter("COMMAND\nsh\n", [7]);

        filter.Should().Throw<OciException>().WithMessage("couldn't find PID field in ps output");
    }
}
