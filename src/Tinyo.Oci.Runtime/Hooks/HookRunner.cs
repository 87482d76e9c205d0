using Tinyo.Oci.Linux;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Hooks;

/// <summary>Runs the hooks of one point in a container's life, in order.</summary>
/// <param name="kind">The point, as <c>createRuntime</c>; only shown.</param>
/// <param name="state">The container's state, which every hook gets on its stdin.</param>
/// <param name="directory">The hooks' working directory; null keeps the caller's.</param>
/// <param name="environment">The environment of hooks that name none; null means an empty one.</param>
internal sealed class HookRunner(
    string kind, ReadOnlyMemory<byte> state, string? directory = null, IReadOnlyList<string>? environment = null)
{
    private const int LongestOutputShown = 4096;

    /// <summary>Runs the hooks until one fails, and throws what that one said.</summary>
    public void Run(IReadOnlyList<Hook> hooks)
    {
        for (var i = 0; i < hooks.Count; i++)
        {
            if (TryRun(hooks[i]) is { } failure)
            {
                throw new OciException(Describe(i, hooks[i], failure));
            }
        }
    }

    /// <summary>Runs every hook, whatever the others do, and returns what the failed ones said.</summary>
    public IReadOnlyList<string> RunAll(IReadOnlyList<Hook> hooks)
    {
        var failures = new List<string>();
        for (var i = 0; i < hooks.Count; i++)
        {
            if (TryRun(hooks[i]) is { } failure)
            {
                failures.Add(Describe(i, hooks[i], failure));
            }
        }

        return failures;
    }

    private string Describe(int index, Hook hook, string failure) => $"hook {kind}[{index}] {hook.Path}: {failure}";

    private string? TryRun(Hook hook)
    {
        try
        {
            using var process = HookProcess.Start(hook, hook.Env ?? environment ?? [], directory);
            var outcome = process.Run(state.Span, hook.Timeout);
            return Judge(hook, outcome);
        }
        catch (LinuxException failure)
        {
            // Callers take "no such file" for the container's own command, so these words are not to be used for a hook.
            return failure.Error is Errno.ENOENT
                ? "can't be run: it, its interpreter or its working directory is missing"
                : failure.Message;
        }
    }

    private static string? Judge(Hook hook, HookOutcome outcome) => outcome switch
    {
        { TimedOut: true } => $"timed out after {hook.Timeout}s{Shown(outcome.Output)}",
        { Status: { Code: 0, Signal: 0 } } => null,
        _ => $"{outcome.Status}{Shown(outcome.Output)}",
    };

    private static string Shown(string output)
    {
        var line = string.Join(' ', output.Split([' ', '\t', '\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length switch
        {
            0 => "",
            > LongestOutputShown => $", output: {line[..LongestOutputShown]}...",
            _ => $", output: {line}",
        };
    }
}
