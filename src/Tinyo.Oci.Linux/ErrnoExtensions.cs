using System.Runtime.CompilerServices;

namespace Tinyo.Oci.Linux;

/// <summary>Turns the answer of a <c>Try...</c> method into an exception, where no failure is expected.</summary>
public static class ErrnoExtensions
{
    /// <summary>Throws a <see cref="LinuxException"/> for <paramref name="call"/> and <paramref name="subject"/>, unless there is no error.</summary>
    public static void ThrowIfFailed(this Errno error, string call, string subject)
    {
        if (error is not Errno.None)
        {
            throw new LinuxException(call, subject, error);
        }
    }

    /// <summary>Throws a <see cref="LinuxException"/> for <paramref name="call"/> and <paramref name="subject"/>, unless there is no error.</summary>
    public static void ThrowIfFailed(this Errno error, string call, [InterpolatedStringHandlerArgument(nameof(error))] ref FailureText subject)
    {
        if (error is not Errno.None)
        {
            throw new LinuxException(call, subject.ToText(), error);
        }
    }
}
