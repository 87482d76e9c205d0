using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Hooks;

/// <summary>A running hook: feeds its stdin, collects its output, keeps its time.</summary>
internal sealed class HookProcess : IDisposable
{
    private const int MostOutput = 64 << 10;
    private const int FeedInterval = 5;

    private readonly PipedProcess _program;
    private readonly MemoryStream _collected = new();

    private HookProcess(PipedProcess program) => _program = program;

    /// <summary>Starts a hook; throws when its program can't be executed.</summary>
    public static HookProcess Start(Hook hook, IReadOnlyList<string> environment, string? directory) =>
        new(PipedProcess.Start(hook.Path, hook.Args.Count > 0 ? hook.Args : [hook.Path], environment, directory, joinErrors: true));

    /// <summary>Feeds the hook, waits for its end or until its time is up, and tells how it ended.</summary>
    public HookOutcome Run(ReadOnlySpan<byte> input, int? seconds)
    {
        Pipe.NeverWait(_program.Input);
        var deadline = seconds is { } limit ? Environment.TickCount64 + limit * 1000L : long.MaxValue;
        var outputOpen = true;
        while (true)
        {
            input = Feed(input);
            var left = deadline - Environment.TickCount64;
            if (left <= 0)
            {
                return Kill();
            }

            switch (Poller.WaitAny([_program.Process.PidFd, outputOpen ? _program.Output : null], Wait(left, input.IsEmpty)))
            {
                case 0:
                    return Finish(_program.Process.Wait());
                case 1:
                    outputOpen = Collect();
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        _collected.Dispose();
    }

    // A hook need not read its stdin: what does not fit into the pipe now is tried again later, and a closed one is no failure.
    private ReadOnlySpan<byte> Feed(ReadOnlySpan<byte> input)
    {
        if (!input.IsEmpty)
        {
            var error = Pipe.TryWriteSome(_program.Input, input, out var written);
            input = error is Errno.None or Errno.EAGAIN ? input[written..] : [];
        }

        if (input.IsEmpty)
        {
            _program.Input.Dispose();
        }

        return input;
    }

    private static int Wait(long left, bool fed) => (left, fed) switch
    {
        (_, false) => (int)Math.Min(left, FeedInterval),
        ( > int.MaxValue, _) => -1,
        _ => (int)left,
    };

    private HookOutcome Kill()
    {
        _program.Process.TrySignal(Signal.Kill);
        return Finish(_program.Process.Wait()) with { TimedOut = true };
    }

    // What the hook left running may hold the pipe open, so its end is not waited for.
    private HookOutcome Finish(ExitStatus status)
    {
        while (_collected.Length < MostOutput && Poller.IsReadable(_program.Output, 0) && Collect())
        {
        }

        return new HookOutcome(status, TimedOut: false, Encoding.UTF8.GetString(_collected.GetBuffer(), 0, (int)_collected.Length));
    }

    // Reads on when enough is collected, so that the hook is never kept waiting.
    private bool Collect()
    {
        Span<byte> buffer = stackalloc byte[4096];
        var count = FileSystem.Read(_program.Output, buffer, "output of a hook");
        _collected.Write(buffer[..(int)Math.Min(count, MostOutput - _collected.Length)]);
        return count > 0;
    }
}
