namespace Tinyo.Oci.Spec;

/// <summary>Everything that is wrong with a configuration, and everything that is merely odd.</summary>
public sealed record ValidationReport(IReadOnlyList<SpecProblem> Errors, IReadOnlyList<SpecProblem> Warnings);
