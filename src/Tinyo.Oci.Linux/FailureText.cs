using System.Runtime.CompilerServices;

namespace Tinyo.Oci.Linux;

/// <summary>What a call was about, in words that are put together only when it has failed.</summary>
[InterpolatedStringHandler]
public ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>The words for a call that has ended with <paramref name="error"/>.</summary>
    public FailureText(int literalLength, int formattedCount, Errno error, out bool isNeeded)
    {
        isNeeded = error is not Errno.None;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Adds a text.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The words.</summary>
    internal string ToText() => _text.ToStringAndClear();
}
