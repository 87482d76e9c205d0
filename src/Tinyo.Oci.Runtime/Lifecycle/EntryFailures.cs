using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What kept a process from its program, in words.</summary>
internal static class EntryFailures
{
    /// <summary>The failure as an exception.</summary>
    internal static OciException ToException(this EntryFailure failure) => new(failure switch
    {
        { Error: Errno.None } => failure.Subject,
        { Error: Errno.EDQUOT } when failure.Subject.StartsWith("unable to join session keyring", StringComparison.Ordinal) =>
            $"{failure.Subject}: its user has all the keys that it may have (/proc/sys/kernel/keys); --no-new-keyring does without",
        _ => $"{failure.Subject}: {Describe(failure)}",
    });

    // Callers take "no such file" for a missing command or directory of its, so these words are used for nothing else.
    private static string Describe(EntryFailure failure) => failure is { Error: Errno.ENOENT, Subject: not (['e', 'x', 'e', 'c', ..] or ['c', 'h', 'd', 'i', 'r', ..]) }
        ? failure.Subject.StartsWith("process.apparmorProfile", StringComparison.Ordinal) ? "it is not loaded" : "it is missing"
        : LinuxException.Describe(failure.Error).ToLowerInvariant();
}
