namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Where a filter goes on: at an instruction, counted from the end, or with its answer.</summary>
internal readonly record struct FilterTarget
{
    private FilterTarget(bool isReturn, int position, uint action) => (IsReturn, Position, Action) = (isReturn, position, action);

    /// <summary>Whether the filter answers.</summary>
    internal bool IsReturn { get; }

    /// <summary>The instruction, if not.</summary>
    internal int Position { get; }

    /// <summary>The answer, if so.</summary>
    internal uint Action { get; }

    /// <summary>An instruction.</summary>
    internal static FilterTarget At(int position) => new(false, position, 0);

    /// <summary>An answer.</summary>
    internal static FilterTarget Return(uint action) => new(true, 0, action);
}
