using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>How a program ended, and what it printed.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Output">What it printed to standard output.</param>
/// <param name="Errors">What it printed to standard error.</param>
public readonly record struct ProgramOutcome(ExitStatus Status, string Output, string Errors);
