using System.Buffers;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>A container's name: letters, digits, <c>_ + . -</c>, never <c>.</c> or <c>..</c>, so that it is one safe file name.</summary>
public readonly record struct ContainerId
{
    private const int MaxLength = 1024;

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+.-");

    private readonly string? _value;

    private ContainerId(string value) => _value = value;

    /// <summary>Checks <paramref name="text"/>; throws <see cref="OciException"/> "invalid container ID format" when it is not an id.</summary>
    public static ContainerId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new OciException($"invalid container ID format: {(text.Length == 0 ? "container id cannot be empty" : $"'{text}' (letters, digits and _ + . - are allowed)")}");

    /// <summary>Checks <paramref name="text"/>; false when it is not an id.</summary>
    public static bool TryParse(string text, out ContainerId id)
    {
        var fits = text is not ("" or "." or "..") && text.Length <= MaxLength && !text.AsSpan().ContainsAnyExcept(s_allowed);
        id = fits ? new ContainerId(text) : default;
        return fits;
    }

    /// <summary>The id's text.</summary>
    public override string ToString() => _value ?? throw new InvalidOperationException("uninitialised container id");
}
