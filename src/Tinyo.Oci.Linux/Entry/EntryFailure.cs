namespace Tinyo.Oci.Linux.Entry;

/// <summary>What kept a process from its program.</summary>
/// <param name="Subject">What it was about to do, or with no error what is wrong.</param>
/// <param name="Error">Why it could not; none when it is not the kernel that refused.</param>
public readonly record struct EntryFailure(string Subject, Errno Error);
