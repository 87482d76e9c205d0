namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A plan, and what the caller should know about it, a line each.</summary>
public sealed record PlanResult(ContainerPlan Plan, IReadOnlyList<string> Warnings);
