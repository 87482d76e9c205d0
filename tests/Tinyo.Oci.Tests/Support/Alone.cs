namespace Tinyo.Oci.Tests.Support;

/// <summary>Tests that run alone: a child that some other test forks holds copies of their sockets and locks until it executes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
