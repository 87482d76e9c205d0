namespace Tinyo.Oci.Bench;

/// <summary>Something that was to be measured did not work.</summary>
internal sealed class BenchException(string message) : Exception(message);
