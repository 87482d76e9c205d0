using CliWrap;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>One command to run: its words, environment, input and time limit.</summary>
/// <remarks>
/// Outputs go to files, not to pipes: a container that is left behind inherits them, and a pipe would then never end.
/// </remarks>
public sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The time after which a command is killed and the test fails.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    /// <summary>Standard input; nothing unless said.</summary>
    public string Input { get; init; } = "";

    /// <summary>The whole environment; null inherits ours.</summary>
    public IReadOnlyDictionary<string, string>? OnlyEnvironment { get; init; }

    /// <summary>Variables on top of the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the command starts; null is the outputs' directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Shell words put before the command, such as <c>ulimit -n 64;</c> or <c>exec 7&lt;/dev/null;</c>.</summary>
    public string Prelude { get; init; } = "";

    /// <summary>The time after which the command is killed.</summary>
    public TimeSpan Limit { get; init; } = DefaultLimit;

    /// <summary>Runs a short command and waits for it.</summary>
    public static CommandResult Run(string program, params string[] arguments) =>
        new Command(program, arguments).Execute().GetAwaiter().GetResult();

    /// <summary>Runs the command; throws <see cref="TimeoutException"/> when it outlives its limit.</summary>
    public async Task<CommandResult> Execute()
    {
        var room = Workspace.NewRoom("command");
        var (input, output, errors) = (Path.Combine(room, "in"), Path.Combine(room, "out"), Path.Combine(room, "err"));
        await File.WriteAllTextAsync(input, Input);
        using var limit = new CancellationTokenSource(Limit);

        try
        {
            var result = await Cli.Wrap("/bin/sh")
                .WithArguments(["-c", $"{Prelude} exec \"$@\" <'{input}' >'{output}' 2>'{errors}'", "sh", .. EnvironmentWords(), Program, .. Arguments])
                .WithWorkingDirectory(WorkingDirectory ?? room)
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(limit.Token);

            return new CommandResult(ToString(), result.ExitCode, await File.ReadAllTextAsync(output), await File.ReadAllTextAsync(errors))
            {
                OutputFile = output,
                ErrorsFile = errors,
            };
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{this}' was not done after {Limit}; it printed:\n{File.ReadAllText(output)}{File.ReadAllText(errors)}");
        }
    }

    /// <summary>The command line, as a person would type it.</summary>
    public override string ToString() => string.Join(' ', [Program, .. Arguments]);

    private IEnumerable<string> EnvironmentWords()
    {
        if (OnlyEnvironment is null && Environment.Count == 0)
        {
            return [];
        }

        var variables = (OnlyEnvironment ?? new Dictionary<string, string>()).Concat(Environment).Select(pair => $"{pair.Key}={pair.Value}");
        return ["/usr/bin/env", .. OnlyEnvironment is null ? Array.Empty<string>() : ["-i"], .. variables];
    }
}
