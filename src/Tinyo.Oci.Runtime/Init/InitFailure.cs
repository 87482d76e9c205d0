using Tinyo.Oci.Linux;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>What kept a container from being made, in words.</summary>
internal static class InitFailure
{
    /// <summary>The words. Callers take "no such file" for a missing command, so these are kept for that, which is no LinuxException here.</summary>
    internal static string Describe(Exception failure) =>
        (failure as LinuxException ?? failure.InnerException as LinuxException) is { Error: Errno.ENOENT }
            ? failure.Message.Replace(LinuxException.Describe(Errno.ENOENT), "it is missing", StringComparison.Ordinal)
            : failure.Message;
}
