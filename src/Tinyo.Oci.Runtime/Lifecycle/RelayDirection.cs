using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>One way of a terminal: what can be read is kept until it can be written, and neither is waited for here.</summary>
/// <param name="source">Where bytes come from.</param>
/// <param name="sink">Where they go.</param>
/// <param name="mostAtOnce">How many bytes a sink that could block takes for certain once it is ready.</param>
internal sealed class RelayDirection(SafeFileHandle source, SafeFileHandle sink, int mostAtOnce)
{
    // A terminal that has room, but too little for a line's end, says that it is ready and then takes nothing.
    private const int Rest = 10;

    private readonly byte[] _buffer = new byte[32 << 10];
    private int _begin;
    private int _end;
    private bool _sinkGone;

    /// <summary>Whether nothing more is to come.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>How many bytes were read so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Whether something was read and not written yet.</summary>
    internal bool IsPending => _begin < _end;

    /// <summary>What the next <see cref="Pass"/> needs.</summary>
    internal PollTarget Next => IsOver ? default : IsPending ? new PollTarget(sink, ForWriting: true) : new PollTarget(source);

    /// <summary>Reads, unless something is left to be written, and writes as much as there is room for.</summary>
    internal void Pass()
    {
        if (IsPending)
        {
            Write();
            return;
        }

        switch (FileSystem.TryRead(source, _buffer, out var count))
        {
            case Errno.None when count > 0:
                (_begin, _end, Count) = (0, count, Count + count);
                TryWrite();
                break;
            case Errno.EAGAIN:
                break;
            default:
                IsOver = true; // EIO: nobody has the other end of the terminal any more
                break;
        }
    }

    private void Write()
    {
        var before = _begin;
        TryWrite();
        if (_begin == before && IsPending)
        {
            Poller.Pause(Rest);
        }
    }

    private void TryWrite()
    {
        var written = 0;
        var error = _sinkGone ? Errno.EPIPE : Pipe.TryWriteSome(sink, _buffer.AsSpan(_begin, Math.Min(_end - _begin, mostAtOnce)), out written);
        _begin += written;
        if (error is not (Errno.None or Errno.EAGAIN))
        {
            // What nobody takes is thrown away: else the program, which knows nothing of that, would wait for ever.
            (_begin, _sinkGone) = (_end, true);
        }
    }
}
