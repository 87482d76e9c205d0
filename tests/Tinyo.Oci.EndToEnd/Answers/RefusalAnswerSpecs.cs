using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>Errors that callers know by their words and exit codes.</summary>
public sealed class RefusalAnswerSpecs : AnswerTest
{
    private const string NotInPath = "executable file not found in $PATH", Missing = "no such file or directory", Denied = "permission denied";

    [Fact]
    public async Task OfLife()
    {
        await CallEach(["start", Id], ["kill", Id, "KILL"], ["kill", "--all", Id, "9"], ["delete", Id], ["delete", "--force", Id]);
        await Create();
        await CallEach(["create", "--bundle", Bundle, Id], ["run", "--bundle", Bundle, Id], ["kill", Id, "TEA"]);
        await Start();
        await CallEach(["start", Id], ["delete", Id], ["create", "--bundle", Bundle, Id]);
        await Stop();
        await CallEach(["start", Id], ["kill", Id], ["kill", Id, "9"], ["kill", Id, "0"], ["kill", "--all", Id, "9"], ["create", "--bundle", Bundle, Id]);
        await CallEach(["delete", Id], ["delete", Id]);

        ShouldBeAsRecorded("refusals-life");
    }

    [Fact]
    public async Task OfIds()
    {
        var bundle = new TestBundle(Bundle).Save();
        foreach (var id in (string[])["", ".", "..", "a/b", "a b", "ü", "a\nb"])
        {
            await CallFor("invalid container ID format", "create", "--bundle", bundle.Directory, id);
        }

        ShouldBeAsRecorded("refusals-ids");
    }

    [Fact]
    public async Task OfExec()
    {
        await Call("exec", Id, "true");
        await Create();
        await Start();
        await CallFor(NotInPath, "exec", Id, "no-such-program");
        await CallFor(Missing, "exec", Id, "/no/such/program");
        await CallFor(Missing, "exec", Id, "./no-such-program");
        await CallFor(Denied, "exec", Id, "/etc/passwd");
        await CallFor("chdir to cwd (\"/etc/passwd\")", "exec", "--cwd", "/etc/passwd", Id, "true");
        await CallFor("without setting console socket", "exec", "--detach", "--tty", Id, "true");
        await CallFor("will not detach or allocate tty", "exec", "--console-socket", "/no/such/socket", Id, "true");
        await CallEach(["exec", Id, "sh", "-c", "exit 3"], ["exec", Id, "sh", "-c", "kill -9 $$"], ["exec", "--detach", Id, "sh", "-c", "exit 3"]);
        await Call("pause", Id);
        await CallFor("cannot exec in a paused container (use --ignore-paused to override)", "exec", Id, "true");
        await Call("resume", Id);
        await Stop();
        await Call("exec", Id, "true");

        ShouldBeAsRecorded("refusals-exec");
    }

    [Theory]
    [InlineData("a name", NotInPath, "no-such-program")]
    [InlineData("a path", Missing, "/no/such/program")]
    [InlineData("a file", Denied, "/etc/passwd")]
    public async Task OfPrograms(string kind, string words, string program)
    {
        var bundle = new TestBundle(Bundle).WithArgs(program).Save();

        await CallFor(words, "create", "--bundle", bundle.Directory, Id);
        await CallFor(words, "run", "--bundle", bundle.Directory, Id);

        ShouldBeAsRecorded($"refusals-program-{kind.Split(' ')[1]}");
    }

    [Fact]
    public async Task OfADirectoryMountedOnAFile()
    {
        var bundle = new TestBundle(Bundle).WithMount("/etc/passwd", "none", "/etc", "bind").Save();

        await CallFor("not a directory", "create", "--bundle", bundle.Directory, Id);
        await Call("state", Id);

        ShouldBeAsRecorded("refusals-mount");
    }

    [Fact]
    public async Task OfTerminals()
    {
        var bundle = new TestBundle(Bundle).WithArgs("true").WithProcess("terminal", true).Save();
        await CallFor("without setting console socket", "create", "--bundle", bundle.Directory, Id);
        await CallFor("without setting console socket", "run", "--detach", "--bundle", bundle.Directory, Id);
        bundle.WithProcess("terminal", false).Save();
        await CallFor("will not detach or allocate tty", "create", "--bundle", bundle.Directory, "--console-socket", "/no/such/socket", Id);

        ShouldBeAsRecorded("refusals-terminal");
    }

    [Fact]
    public async Task OfWordsThatAreMissing()
    {
        await MisuseFor("flag needs an argument", "restore", "--lsm-mount-context");
        await MisuseFor("flag needs an argument", "create", "--bundle");
        await MisuseFor("flag provided but not defined", "create", "--no-such-flag", Id);
        await MisuseFor("process args cannot be empty", "exec", Id);

        ShouldBeAsRecorded("refusals-words");
    }
}
