using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Terminals;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Connects the caller's stdio with a container's terminal, byte by byte; the caller's terminal gets its mode back at the end.</summary>
internal sealed class TerminalRelay : IDisposable
{
    // More than the kernel holds for a terminal: what comes after that was printed by others, after the program's end.
    private const int MostLeft = 256 << 10;

    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _stdin = CurrentProcess.Descriptor(0);
    private readonly SafeFileHandle _stdout;
    private readonly TerminalMode? _before;

    internal TerminalRelay(SafeFileHandle master)
    {
        _master = master;
        (_stdout, var mostAtOnce) = RelayOutput.Open();
        Pipe.NeverWait(master); // for input: the program may not read what is typed
        Output = new RelayDirection(master, _stdout, mostAtOnce);
        Input = new RelayDirection(_stdin, master, int.MaxValue);
        _before = TerminalMode.TryGet(_stdin);
        Enter();
    }

    /// <summary>What the container prints.</summary>
    internal RelayDirection Output { get; }

    /// <summary>What the caller types.</summary>
    internal RelayDirection Input { get; }

    /// <summary>Makes a terminal that nobody has used yet what <see cref="TerminalRelay"/> expects.</summary>
    internal static void Prepare(SafeFileHandle master)
    {
        Fit(master);
        // Otherwise both terminals would add a carriage return to a line feed.
        TerminalMode.TryGet(master)?.WithoutCarriageReturns().Set(master);
    }

    private static void Fit(SafeFileHandle master)
    {
        for (var number = 0; number <= 2; number++)
        {
            using var stream = CurrentProcess.Descriptor(number);
            if (WindowSize.TryGet(stream) is { } size)
            {
                size.TrySet(master);
                return;
            }
        }
    }

    /// <summary>Has what is typed go to the container as it is, once this process is in front: until then it is stopped, as any program would be.</summary>
    internal void Enter()
    {
        SignalMask.Let(Signal.TerminalOutput, through: true);
        _before?.Raw().Set(_stdin);
        SignalMask.Let(Signal.TerminalOutput, through: false);
    }

    /// <summary>Makes the container's terminal as large as the caller's.</summary>
    internal void Resize() => Fit(_master);

    /// <summary>Passes on what was printed last, for as long as the caller takes it and nothing tells this process to end.</summary>
    /// <param name="signals">Readable when a signal has come.</param>
    /// <param name="isToEnd">Whether one of those that have come ends this process.</param>
    internal void Drain(SafeFileHandle signals, Func<bool> isToEnd)
    {
        for (var begin = Output.Count; !Output.IsOver && Output.Count - begin < MostLeft;)
        {
            switch (Poller.WaitAny([new PollTarget(signals), Output.Next], Output.IsPending ? -1 : 0))
            {
                case 0 when isToEnd():
                case -1:
                    return;
                case 1:
                    Output.Pass();
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _before?.Set(_stdin);
        _stdout.Dispose();
    }
}
