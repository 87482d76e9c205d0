using System.Globalization;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>How often what must never go wrong is tried.</summary>
internal static class Rounds
{
    private const int Few = 60;

    /// <summary><c>TINYO_OCI_CRASH_ROUNDS</c>, of all cases together; few, unless set.</summary>
    internal static int InAll { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TINYO_OCI_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var given) ? given : Few;
}
