using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Runtime.Hooks;

/// <summary>How a hook ended.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="TimedOut">Whether it was killed because its time was up.</param>
/// <param name="Output">The beginning of what it wrote to stdout and stderr.</param>
internal readonly record struct HookOutcome(ExitStatus Status, bool TimedOut, string Output);
