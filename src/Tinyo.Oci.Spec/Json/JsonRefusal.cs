namespace Tinyo.Oci.Spec.Json;

/// <summary>A well-formed document says something else than expected, at a byte position or in a member of the object there.</summary>
internal sealed class JsonRefusal(long position, string problem, string? member = null) : Exception(problem)
{
    internal long Position { get; } = position;

    internal string? Member { get; } = member;
}
