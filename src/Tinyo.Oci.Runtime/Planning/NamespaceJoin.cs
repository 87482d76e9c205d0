using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A namespace that is joined by path.</summary>
public sealed record NamespaceJoin(CloneFlags Kind, string Path);
