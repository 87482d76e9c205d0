namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>What a command left: exit code and both outputs as they were when it ended.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Errors)
{
    /// <summary>The file that standard output went to: a container that outlives the command goes on writing there.</summary>
    public required string OutputFile { get; init; }

    /// <summary>The file that standard error went to.</summary>
    public required string ErrorsFile { get; init; }

    /// <summary>Output without the line feed at its end.</summary>
    public string Text => Output.TrimEnd('\n');

    /// <summary>Output's lines.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails the test, with everything that was printed, unless the command exited with <paramref name="exitCode"/>.</summary>
    public CommandResult ShouldExitWith(int exitCode)
    {
        ExitCode.Should().Be(exitCode, "'{0}' printed:\n{1}{2}", CommandLine, Output.Replace("{", "{{").Replace("}", "}}"), Errors.Replace("{", "{{").Replace("}", "}}"));
        return this;
    }

    /// <summary>Fails the test unless the command exited with 0.</summary>
    public CommandResult ShouldSucceed() => ShouldExitWith(0);
}
