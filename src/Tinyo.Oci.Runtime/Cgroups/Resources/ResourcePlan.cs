namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>What is written to a container's cgroups, in order, and what can't be honoured.</summary>
internal sealed class ResourcePlan
{
    private readonly List<ResourceWrite> _writes = [];
    private readonly List<string> _warnings = [];

    /// <summary>What is written, in order.</summary>
    public IReadOnlyList<ResourceWrite> Writes => _writes;

    /// <summary>What the caller should know, a line each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What is looked at before anything is written.</summary>
    public List<UsageLimit> UsageLimits { get; } = [];

    /// <summary>Adds a write.</summary>
    public void Add(ResourceWrite write) => _writes.Add(write);

    /// <summary>Adds a write that has nothing special.</summary>
    public void Add(string property, string controller, string file, string value) => Add(new ResourceWrite(property, controller, file, value));

    /// <summary>Adds a warning.</summary>
    public void Warn(string warning) => _warnings.Add(warning);
}
