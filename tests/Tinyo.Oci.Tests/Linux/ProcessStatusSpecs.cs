using System.Diagnostics;
using System.Text;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Linux;

[Collection(Alone.Name)]
public sealed class ProcessStatusSpecs
{
    private const string Rest = " 1 7 7 0 -1 4194560 100 0 0 0 1 2 3 4 20 0 1 0 987654 4096 10";

    [Theory]
    [InlineData("sh")]
    [InlineData("a b")]
    [InlineData("a) S 1 (b")]
    [InlineData(")))")]
    [InlineData("")]
    public void A_name_may_hold_whatever_it_likes(string name)
    {
        var status = ProcessStatus.Parse(Encoding.UTF8.GetBytes($"7 ({name}) Z{Rest}\n"));

        status.Should().Be(new ProcessStatus('Z', 987654));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (sh)")]
    [InlineData("7 (sh) S 1 2 3")]
    public void A_line_that_is_cut_off_is_no_status(string line)
    {
        var status = ProcessStatus.Parse(Encoding.UTF8.GetBytes(line));

        status.Should().BeNull();
    }

    [Fact]
    public void A_process_that_runs_is_not_over()
    {
        using var sleeper = new Sleeper();

        var status = ProcessStatus.TryRead(sleeper.Pid);

        status!.Value.IsOver.Should().BeFalse();
        status.Value.StartTime.Should().BePositive();
    }

    [Fact]
    public void A_process_that_waits_to_be_reaped_is_over()
    {
        var (parentEnd, childEnd) = UnixSocket.Pair();
        using var socket = new MessageSocket(parentEnd);
        using var program = new ChildProgram();
        program.Execute("/bin/true", ["true"], []);
        using var process = ChildLauncher.Launch(program, socket, childEnd);
        process.EndsWithin(5000).Should().BeTrue();

        var status = ProcessStatus.TryRead(process.Pid);

        process.Wait().Code.Should().Be(0);
        status!.Value.IsOver.Should().BeTrue();
    }

    [Fact]
    public void A_pid_that_nobody_has_has_no_status()
    {
        using var process = Process.Start("true");
        process.WaitForExit();

        var status = ProcessStatus.TryRead(process.Id);

        status.Should().BeNull();
    }
}
