using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Bundles;

/// <summary>A directory with a root filesystem, and the configuration of a container to make from it, found valid.</summary>
public sealed record Bundle
{
    /// <summary>The bundle's directory, absolute and without symbolic links.</summary>
    public required string Path { get; init; }

    /// <summary>The root filesystem's directory, absolute and without symbolic links.</summary>
    public required string Root { get; init; }

    /// <summary>The configuration.</summary>
    public required RuntimeSpec Spec { get; init; }

    /// <summary>The file that the configuration was read from.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>What is odd about the configuration, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
