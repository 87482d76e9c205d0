using System.Runtime.CompilerServices;

namespace Tinyo.Oci.Linux;

/// <summary>The kernel's refusal: the call, its subject and the reason.</summary>
public sealed class LinuxException(string call, string subject, Errno error)
    : Exception($"{call} {subject}: {Describe(error)}")
{
    /// <summary>The errno of the call.</summary>
    public Errno Error { get; } = error;

    /// <summary>The words for <paramref name="error"/>, as <c>No such file or directory</c>.</summary>
    public static string Describe(Errno error) => ErrnoText.Of(error);

    /// <summary>The exception for the calling thread's errno of the last raw call.</summary>
    internal static LinuxException Last(string call, string subject) => new(call, subject, Libc.LastError);

    /// <summary>Throws when a raw call, just made, has returned less than 0.</summary>
    internal static void ThrowIfFailed(nint result, string call, string subject)
    {
        if (result < 0)
        {
            throw Last(call, subject);
        }
    }

    /// <summary>Throws when a raw call, just made, has returned less than 0.</summary>
    internal static void ThrowIfFailed(nint result, string call, [InterpolatedStringHandlerArgument(nameof(result))] ref FailureText subject)
    {
        if (result < 0)
        {
            throw Last(call, subject.ToText());
        }
    }
}
