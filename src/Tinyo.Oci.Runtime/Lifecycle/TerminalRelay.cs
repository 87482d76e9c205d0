using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Terminals;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Connects the caller's stdio with a container's terminal, byte by byte; the caller's terminal gets its mode back at the end.</summary>
internal sealed class TerminalRelay : IDisposable
{
    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _stdin = CurrentProcess.Descriptor(0);
    private readonly SafeFileHandle _stdout = CurrentProcess.Descriptor(1);
    private readonly TerminalMode? _before;
    private readonly byte[] _buffer = new byte[32 << 10];
    private bool _inputOver;
    private bool _outputOver;

    internal TerminalRelay(SafeFileHandle master)
    {
        _master = master;
        _before = TerminalMode.TryGet(_stdin);
        _before?.Raw().Set(_stdin);
    }

    /// <summary>What the container prints; null once it can't print any more.</summary>
    internal SafeFileHandle? Output => _outputOver ? null : _master;

    /// <summary>What the caller types; null once that has ended.</summary>
    internal SafeFileHandle? Input => _inputOver ? null : _stdin;

    /// <summary>Makes a terminal that nobody has used yet what <see cref="TerminalRelay"/> expects.</summary>
    internal static void Prepare(SafeFileHandle master)
    {
        Fit(master);
        // Otherwise both terminals would add a carriage return to a line feed.
        TerminalMode.TryGet(master)?.WithoutCarriageReturns().Set(master);
    }

    private static void Fit(SafeFileHandle master)
    {
        using var stdin = CurrentProcess.Descriptor(0);
        if (WindowSize.TryGet(stdin) is { } size)
        {
            size.TrySet(master);
        }
    }

    /// <summary>Makes the container's terminal as large as the caller's.</summary>
    internal void Resize() => Fit(_master);

    /// <summary>Passes on what has been printed.</summary>
    internal void PassOutput()
    {
        if (FileSystem.TryRead(_master, _buffer, out var count) is not Errno.None || count == 0)
        {
            _outputOver = true; // EIO: nobody has the other end any more
        }
        else if (FileSystem.TryWrite(_stdout, _buffer.AsSpan(0, count)) is not Errno.None)
        {
            _outputOver = true;
        }
    }

    /// <summary>Passes on what has been typed.</summary>
    internal void PassInput()
    {
        _inputOver = FileSystem.TryRead(_stdin, _buffer, out var count) is not Errno.None || count == 0
            || FileSystem.TryWrite(_master, _buffer.AsSpan(0, count)) is not Errno.None;
    }

    /// <summary>Passes on what was printed last.</summary>
    internal void Drain()
    {
        while (!_outputOver && Poller.IsReadable(_master, milliseconds: 0))
        {
            PassOutput();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _before?.Set(_stdin);
}
