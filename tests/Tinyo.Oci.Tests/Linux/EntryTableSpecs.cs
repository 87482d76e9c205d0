using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Tests.Linux;

/// <summary>The table of calls, carried out by its machine code on this machine; all that needs no root.</summary>
public sealed class EntryTableSpecs
{
    private const string Missing = "no such program";
    private const string Denied = "not allowed";

    [Fact]
    public void A_program_is_executed_with_its_words_and_variables()
    {
        var (failure, output, status) = Run((table, _) => table.Execute(EntryPath.Of("/bin/sh"), ["sh", "-c", "echo \"$0 $A\"; exit 3", "zero"], ["A=a b"], "exec"));

        failure.Should().BeNull();
        output.Should().Be("zero a b\n");
        status.Code.Should().Be(3);
    }

    [Fact]
    public void A_call_that_fails_is_told_with_its_reason()
    {
        var (failure, _, status) = Run((table, _) => table.Execute(EntryPath.Of("/no/such/file"), ["x"], [], "the program"));

        failure.Should().Be(new EntryFailure("the program", Errno.ENOENT));
        status.Code.Should().Be(1);
    }

    [Theory]
    [InlineData("sh", null)]
    [InlineData("no-such-program", Missing)]
    [InlineData("shadow", Denied)]
    public void A_program_is_looked_for_in_directories(string name, string? subject)
    {
        var (failure, output, _) = Run((table, _) =>
        {
            var path = table.Find([$"/no/such/{name}", $"/dev/null/{name}", $"/etc/{name}", $"/bin/{name}"], Missing, Denied);
            table.Execute(path, [name, "-c", "echo found"], [], "exec");
        }, unprivileged: subject == Denied);

        (failure?.Subject).Should().Be(subject);
        output.Should().Be(subject is null ? "found\n" : "");
    }

    [Fact]
    public void A_directory_is_not_a_program()
    {
        var (failure, _, _) = Run((table, _) => table.Execute(table.Find(["/usr", "/bin/sh"], Missing, Denied), ["sh", "-c", "true"], [], "exec"));

        failure.Should().BeNull();
    }

    [Fact]
    public void A_directory_is_entered_once()
    {
        var order = new List<string>();
        var (failure, output, _) = Run((table, _) =>
        {
            table.EnterDirectory("/usr", "chdir", "outside", () => order.Add("become"));
            table.Execute(EntryPath.Of("/bin/sh"), ["sh", "-c", "pwd"], [], "exec");
        });

        failure.Should().BeNull();
        output.Should().Be("/usr\n");
        order.Should().Equal("become");
    }

    [Fact]
    public void A_directory_that_is_missing_is_told()
    {
        var (failure, _, _) = Run((table, _) =>
        {
            table.EnterDirectory("/no/such", "chdir", "outside", () => { });
            table.Execute(EntryPath.Of("/bin/sh"), ["sh"], [], "exec");
        });

        failure.Should().Be(new EntryFailure("chdir", Errno.ENOENT));
    }

    [Fact]
    public void What_the_process_is_acts_on_the_program()
    {
        var (failure, output, _) = Run((table, socket) =>
        {
            table.ForbidTracing();
            table.StartSession();
            table.SetUmask(63);
            table.SetAffinity(null);
            table.SetLimit(new ResourceLimit(4, 0, 0));
            table.SetScheduler(new SchedulerAttributes(3, 0, 5, 0, 0, 0, 0));
            table.SetNoNewPrivileges();
            table.CloseOnExecuteFrom(3, socket);
            table.Execute(EntryPath.Of("/bin/sh"), ["sh", "-c", "umask; ulimit -c; grep NoNewPrivs /proc/self/status; cut -d' ' -f19,41 /proc/$$/stat; cat <&3"], ["PATH=/bin:/usr/bin"], "exec");
        });

        failure.Should().BeNull();
        output.Should().StartWith("0077\n0\nNoNewPrivs:\t1\n5 3\n").And.NotContain("EntryTable");
    }

    private static (EntryFailure? Failure, string Output, ExitStatus Status) Run(Action<EntryTable, SafeFileHandle> compose, bool unprivileged = false)
    {
        var (reader, writer) = Pipe.Create();
        using var child = EntryChild.Prepare(sharesDescriptors: false);
        var (first, program) = (child.NewTable(), child.NewProgram());
        first.ResetSignals();
        if (unprivileged && Environment.IsPrivilegedProcess)
        {
            program.Become(1000, 1000, [], default, 0);
        }

        program.UnblockSignals();
        compose(program, child.Socket);
        child.End(first, program, writer);
        child.TryStart(first, CloneFlags.None, cgroup: null, pidNamespace: null, out var process).Should().Be(Errno.None);
        using (process)
        {
            child.CloseChildEnd();
            writer.Dispose();
            var failure = child.AwaitExecution();
            var output = Encoding.UTF8.GetString(FileSystem.ReadAll(reader, "output"));
            reader.Dispose();
            return (failure, output, process.Wait());
        }
    }
}
