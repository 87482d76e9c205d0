using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Cli.Logging;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli.Logging;

public sealed class LogFileSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tinyo-oci-log-").FullName;

    private string LogPath => Path.Combine(_directory, "log.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("", LogLevel.Warning)]
    [InlineData("--log /l", LogLevel.Error)]
    [InlineData("--log /l --debug", LogLevel.Debug)]
    [InlineData("--debug", LogLevel.Debug)]
    [InlineData("--log-level error", LogLevel.Error)]
    [InlineData("--log /l --log-level warning", LogLevel.Warning)]
    [InlineData("--log /l --log-level warn", LogLevel.Warning)]
    [InlineData("--log /l --log-level info", LogLevel.Information)]
    public void The_threshold_depends_on_who_reads(string words, LogLevel threshold)
    {
        Settings(words).Threshold.Should().Be(threshold);
    }

    [Theory]
    [InlineData("", nameof(LogFormat.Plain))]
    [InlineData("--log /l", nameof(LogFormat.Text))]
    [InlineData("--log /l --log-format json", nameof(LogFormat.Json))]
    [InlineData("--log-format json", nameof(LogFormat.Json))]
    [InlineData("--log-format text", nameof(LogFormat.Text))]
    public void The_format_is_plain_only_on_stderr_and_when_none_was_asked_for(string words, string format)
    {
        Settings(words).Format.ToString().Should().Be(format);
    }

    [Theory]
    [InlineData("--log /l", "/l")]
    [InlineData("--log file:/l", "/l")]
    [InlineData("--log=", null)]
    [InlineData("", null)]
    public void A_file_may_carry_crun_s_prefix(string words, string? file)
    {
        Settings(words).File.Should().Be(file);
    }

    [Theory]
    [InlineData("--log-format xml", "invalid log-format: xml (text or json)")]
    [InlineData("--log-level loud", "invalid log-level: loud (error, warning, info or debug)")]
    [InlineData("--log journald:x", "--log 'journald:x' is not supported by this build: name a file")]
    public void What_it_can_t_do_is_refused(string words, string message)
    {
        var read = () => Settings(words);

        read.Should().Throw<OciException>().WithMessage(message);
    }

    [Fact]
    public void Several_invocations_append_to_one_file()
    {
        var settings = new LogSettings(LogPath, LogFormat.Text, LogLevel.Error);
        var first = LogFile.Open(settings, new TestCaller().Caller);
        var second = LogFile.Open(settings, new TestCaller().Caller);

        first.Write(LogLevel.Error, "one");
        second.Write(LogLevel.Error, "two");
        first.Write(LogLevel.Error, "three");

        File.ReadAllLines(LogPath).Select(line => line.Split(' ')[^1]).Should().Equal("msg=one", "msg=two", "msg=three");
    }

    [Fact]
    public void Lines_below_the_threshold_are_not_written()
    {
        var log = LogFile.Open(new LogSettings(LogPath, LogFormat.Text, LogLevel.Error), new TestCaller().Caller);

        log.Log(LogLevel.Warning, default, "limits are not applied", null, (state, _) => state);
        log.Log(LogLevel.Error, default, "boom", null, (state, _) => state);

        File.ReadAllLines(LogPath).Should().ContainSingle().Which.Should().EndWith("level=error msg=boom");
    }

    [Fact]
    public void A_path_that_can_t_be_opened_is_told_at_once()
    {
        var open = () => LogFile.Open(new LogSettings("/no/such/place/log", LogFormat.Text, LogLevel.Error), new TestCaller().Caller);

        open.Should().Throw<LinuxException>().WithMessage("open /no/such/place/log: No such file or directory");
    }

    private static LogSettings Settings(string words)
    {
        var parser = new FlagParser(GlobalFlags.All, stopAtPositional: true);
        parser.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().BeNull();
        return LogSettings.From(parser.Values);
    }
}
