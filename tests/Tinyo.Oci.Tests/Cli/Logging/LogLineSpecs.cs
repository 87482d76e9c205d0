using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Logging;

namespace Tinyo.Oci.Tests.Cli.Logging;

public sealed class LogLineSpecs
{
    private static readonly DateTime s_time = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    [Fact]
    public void Json_is_runc_s_byte_for_byte()
    {
        LogLine.Write(LogFormat.Json, LogLevel.Error, "container does not exist", s_time)
            .Should().Be("{\"level\":\"error\",\"msg\":\"container does not exist\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
    }

    [Fact]
    public void Text_is_runc_s_byte_for_byte()
    {
        LogLine.Write(LogFormat.Text, LogLevel.Error, "container does not exist", s_time)
            .Should().Be("time=\"2026-01-02T03:04:05Z\" level=error msg=\"container does not exist\"\n");
    }

    [Theory]
    [InlineData("plain-word_1/@^+.", "plain-word_1/@^+.")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("say \"no\" \\", "\"say \\\"no\\\" \\\\\"")]
    [InlineData("a\nb\tc\u0001", "\"a\\nb\\tc\\x01\"")]
    public void Text_quotes_what_is_not_a_plain_word(string message, string quoted)
    {
        LogLine.Write(LogFormat.Text, LogLevel.Warning, message, s_time).Should().EndWith($" level=warning msg={quoted}\n");
    }

    [Theory]
    [InlineData("quote \" back \\ slash")]
    [InlineData("line\nfeed \r\t\b\u0000\u001f\u007f")]
    [InlineData("<é> & \u2028 \ud83d\ude00")]
    public void Json_stays_one_line_and_one_object_whatever_the_message(string message)
    {
        var line = LogLine.Write(LogFormat.Json, LogLevel.Error, message, s_time);

        line.TrimEnd('\n').Should().NotContain("\n");
        JsonDocument.Parse(line).RootElement.GetProperty("msg").GetString().Should().Be(message);
    }

    [Theory]
    [InlineData(LogLevel.Critical, "error")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Trace, "debug")]
    public void Levels_have_the_names_of_logrus(LogLevel level, string name)
    {
        LogLine.Write(LogFormat.Text, level, "x", s_time).Should().Contain($"level={name} ");
    }

    [Fact]
    public void Plain_lines_are_for_people()
    {
        LogLine.Write(LogFormat.Plain, LogLevel.Error, "no\u001b[31m such\nthing", s_time).Should().Be("tinyo-oci: no [31m such thing\n");
        LogLine.Write(LogFormat.Plain, LogLevel.Warning, "odd", s_time).Should().Be("tinyo-oci: warning: odd\n");
    }
}
