using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Terminals;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Stands between the caller and a container that runs in front: passes on signals and what is typed and printed.</summary>
internal sealed class Foreground : IDisposable
{
    private const int SIGHUP = 1;
    private const int SIGINT = 2;
    private const int SIGQUIT = 3;
    private const int SIGPIPE = 13;
    private const int SIGTERM = 15;
    private const int SIGCHLD = 17;
    private const int SIGCONT = 18;
    private const int SIGURG = 23;
    private const int SIGWINCH = 28;

    private readonly SafeFileHandle _signals;

    private Foreground(SafeFileHandle signals) => _signals = signals;

    /// <summary>Turns signals to this process into data: it has no second thread that one could come to.</summary>
    internal static Foreground Take(bool noSubreaper)
    {
        if (!noSubreaper)
        {
            CurrentProcess.BecomeSubreaper();
        }

        SignalMask.BlockAll();
        return new Foreground(SignalMask.OpenReader());
    }

    /// <summary>Waits until init has ended, and what it printed has been passed on.</summary>
    internal ExitStatus Wait(ProcessHandle init, SafeFileHandle? console, NotifySocket? notify)
    {
        using var relay = console is null ? null : new TerminalRelay(console);
        while (true)
        {
            // What is typed comes first: a program that prints all the time must still be stopped by it.
            switch (Poller.WaitAny(
                [new(_signals), new(init.PidFd), new(notify?.Handle), relay?.Input.Next ?? default, relay?.Output.Next ?? default], milliseconds: -1))
            {
                case 0:
                    Pass(init, relay);
                    break;
                case 1:
                    relay?.Drain(_signals, IsToEnd);
                    notify?.AwaitReady();
                    return init.Wait();
                case 2:
                    notify!.Pass();
                    break;
                case 3:
                    relay!.Input.Pass();
                    break;
                case 4:
                    relay!.Output.Pass();
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.Dispose();

    private void Pass(ProcessHandle init, TerminalRelay? relay)
    {
        while (SignalMask.TryRead(_signals) is { } signal)
        {
            switch (signal.Number)
            {
                case SIGCHLD:
                    ProcessHandle.ReapOthers(init.Pid);
                    break;
                case SIGWINCH when relay is not null:
                    relay.Resize();
                    break;
                case SIGCONT:
                    relay?.Enter(); // whoever stopped this process has had the terminal for something else
                    init.TrySignal(signal);
                    break;
                case SIGURG or SIGPIPE:
                    break;
                default:
                    init.TrySignal(signal);
                    break;
            }
        }
    }

    // Once there is nobody left whom a signal could be passed on to.
    private bool IsToEnd()
    {
        var isToEnd = false;
        while (SignalMask.TryRead(_signals) is { } signal)
        {
            isToEnd |= signal.Number is SIGHUP or SIGINT or SIGQUIT or SIGTERM;
        }

        return isToEnd;
    }
}
