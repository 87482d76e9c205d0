namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>The verdicts of all numbers that a system call can have, as ranges in order.</summary>
internal sealed class VerdictMap
{
    private readonly List<uint> _starts = [];
    private readonly List<Verdict> _verdicts = [];

    /// <summary>How many ranges there are.</summary>
    internal int Count => _starts.Count;

    /// <summary>The first number of a range.</summary>
    internal uint Start(int index) => _starts[index];

    /// <summary>The verdict of a range.</summary>
    internal Verdict this[int index] => _verdicts[index];

    /// <summary>Begins a range that ends where the next one begins; the same verdict as before makes none.</summary>
    internal void Begin(uint start, Verdict verdict)
    {
        if (Count > 0 && _starts[^1] == start)
        {
            _starts.RemoveAt(Count - 1);
            _verdicts.RemoveAt(Count);
        }

        if (Count == 0 || _verdicts[^1] != verdict)
        {
            _starts.Add(start);
            _verdicts.Add(verdict);
        }
    }
}
