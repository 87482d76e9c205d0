using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Writes a filter from its end to its beginning, so that wherever an instruction jumps to is there already.</summary>
internal sealed class FilterAssembler
{
    // Comparisons jump over 255 instructions at most; one of two jumps may be moved on by what the other one needs.
    private const int Farthest = 254;

    private readonly List<(uint Action, int Position)> _returns = [];
    private SocketFilter[] _reversed = new SocketFilter[256];
    private int _count;

    /// <summary>The instructions, in order, of the filter that begins at an entry.</summary>
    internal SocketFilter[] Finish(FilterTarget entry)
    {
        ContinueAt(entry);
        var program = _reversed.AsSpan(0, _count).ToArray();
        program.AsSpan().Reverse();
        return program;
    }

    /// <summary>Compares what was loaded.</summary>
    internal FilterTarget Branch(ushort code, uint constant, FilterTarget whenTrue, FilterTarget whenFalse)
    {
        if (whenTrue == whenFalse)
        {
            return whenTrue;
        }

        var no = Near(whenFalse);
        var yes = Near(whenTrue);
        return Add(new SocketFilter(code, (byte)(_count - yes - 1), (byte)(_count - no - 1), constant));
    }

    /// <summary>Loads 32 bits of what the filter is told of a call, and goes on.</summary>
    internal FilterTarget Load(uint offset, FilterTarget next) => Step(FilterCode.Load, offset, next);

    /// <summary>Keeps some bits of what was loaded, and goes on.</summary>
    internal FilterTarget And(uint mask, FilterTarget next) => Step(FilterCode.And, mask, next);

    private FilterTarget Step(ushort code, uint constant, FilterTarget next)
    {
        ContinueAt(next);
        return Add(new SocketFilter(code, 0, 0, constant));
    }

    // Makes what comes next in the program be the target.
    private void ContinueAt(FilterTarget target)
    {
        if (target.IsReturn)
        {
            Return(target.Action);
        }
        else if (target.Position != _count - 1)
        {
            Add(new SocketFilter(FilterCode.Jump, 0, 0, (uint)(_count - target.Position - 1)));
        }
    }

    // The position of the target, or of something within a comparison's reach that leads there.
    private int Near(FilterTarget target)
    {
        if (target.IsReturn)
        {
            return Find(target.Action) is >= 0 and var position && IsNear(position) ? position : Return(target.Action);
        }

        if (!IsNear(target.Position))
        {
            Add(new SocketFilter(FilterCode.Jump, 0, 0, (uint)(_count - target.Position - 1)));
            return _count - 1;
        }

        return target.Position;
    }

    private bool IsNear(int position) => _count - position - 1 <= Farthest;

    private int Return(uint action)
    {
        Add(new SocketFilter(FilterCode.Return, 0, 0, action));
        var known = _returns.FindIndex(it => it.Action == action);
        if (known < 0)
        {
            _returns.Add((action, _count - 1));
        }
        else
        {
            _returns[known] = (action, _count - 1);
        }

        return _count - 1;
    }

    private int Find(uint action)
    {
        foreach (var known in _returns)
        {
            if (known.Action == action)
            {
                return known.Position;
            }
        }

        return -1;
    }

    private FilterTarget Add(SocketFilter instruction)
    {
        if (_count == _reversed.Length)
        {
            Array.Resize(ref _reversed, _count * 2);
        }

        _reversed[_count] = instruction;
        return FilterTarget.At(_count++);
    }
}
