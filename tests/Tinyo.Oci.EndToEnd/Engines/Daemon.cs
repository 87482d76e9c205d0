using CliWrap;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A daemon of the tests' own: started, waited for, and asked to end when they are done.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly CommandTask<CommandResult> _task;
    private readonly string _log;

    /// <summary>Starts it; both its outputs go to <paramref name="log"/>.</summary>
    internal Daemon(string log, IReadOnlyDictionary<string, string> variables, params string[] words)
    {
        _log = log;
        _task = Cli.Wrap("/bin/sh")
            .WithArguments(["-c", $"exec \"$@\" >'{log}' 2>&1", "sh", .. words])
            .WithEnvironmentVariables(variables!)
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(CancellationToken.None, _stop.Token);
    }

    /// <summary>Asks until it answers.</summary>
    internal async Task WaitUntil(Func<Task<bool>> itAnswers)
    {
        for (var deadline = DateTime.UtcNow + s_patience; !await itAnswers(); await Task.Delay(50))
        {
            if (DateTime.UtcNow > deadline || _task.Task.IsCompleted)
            {
                throw new TimeoutException($"the daemon does not answer; it logged:\n{await File.ReadAllTextAsync(_log)}");
            }
        }
    }

    /// <summary>Asks it to end, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_task.Task, Task.Delay(s_patience));
        _stop.Dispose();
    }
}
