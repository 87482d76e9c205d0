namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>One value of a GVariant text, before its type is known.</summary>
/// <param name="Kind">Its look: <c>b</c> truth value, <c>n</c> number, <c>s</c> text, <c>y</c> bytes, <c>[ ( { &lt;</c> brackets.</param>
/// <param name="Text">What a basic one is written as; a text without quotes and escapes.</param>
/// <param name="Items">What is in brackets; keys and values of a dictionary by turns.</param>
/// <param name="Type">The type that is written before it.</param>
internal sealed record GVariantNode(char Kind, string Text, IReadOnlyList<GVariantNode> Items, string? Type = null);
