namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A symbolic link at <paramref name="Path"/> that says <paramref name="Target"/>.</summary>
public sealed record LinkPlan(string Path, string Target);
