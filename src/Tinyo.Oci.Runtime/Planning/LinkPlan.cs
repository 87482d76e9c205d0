namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A symbolic link at <paramref name="Path"/> that says <paramref name="Target"/>; an optional one is left out when the host lacks the target.</summary>
public sealed record LinkPlan(string Path, string Target, bool Optional = false);
