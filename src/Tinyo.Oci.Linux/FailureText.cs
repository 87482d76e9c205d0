using System.Runtime.CompilerServices;

namespace Tinyo.Oci.Linux;

/// <summary>What a call was about, in words that are put together only when it has failed.</summary>
[InterpolatedStringHandler]
public ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>The words for a call that has ended with <paramref name="error"/>.</summary>
    public FailureText(int literalLength, int formattedCount, Errno error, out bool isNeeded)
        : this(literalLength, formattedCount, error is Errno.None ? 0 : -1, out isNeeded)
    {
    }

    /// <summary>The words for a raw call that has returned <paramref name="result"/>, which is less than 0 when it has failed.</summary>
    internal FailureText(int literalLength, int formattedCount, nint result, out bool isNeeded)
    {
        isNeeded = result < 0;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Adds a text.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    /// <summary>The words.</summary>
    internal string ToText() => _text.ToStringAndClear();
}
