using System.Globalization;
using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Credentials;

/// <summary>The session keyring of this thread, see session-keyring(7).</summary>
public static unsafe class SessionKeyring
{
    internal const int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private const int KEYCTL_GET_KEYRING_ID = 0;
    internal const int KEY_SPEC_SESSION_KEYRING = -3;
    internal const int KEYCTL_SETPERM = 5;
    private const int KEYCTL_DESCRIBE = 6;
    private const int LongestDescription = 4096;

    /// <summary>Whether this kernel has keyrings.</summary>
    public static bool IsAvailable =>
        Libc.Syscall(SystemCall.Keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0) >= 0 || Libc.LastError is not Errno.ENOSYS;

    /// <summary>Joins the keyring of a name, made now if there is none that it may join; says why not, and else its serial number.</summary>
    public static Errno TryJoin(string name, out int serial)
    {
        var text = Marshal.StringToCoTaskMemUTF8(name);
        serial = (int)Libc.Syscall(SystemCall.Keyctl, KEYCTL_JOIN_SESSION_KEYRING, text);
        var error = serial < 0 ? Libc.LastError : Errno.None;
        Marshal.FreeCoTaskMem(text);
        return error;
    }

    /// <summary>Gives a keyring permissions on top of those that it has.</summary>
    public static Errno TryAllow(int serial, uint permissions)
    {
        var buffer = stackalloc byte[LongestDescription];
        var length = Libc.Syscall(SystemCall.Keyctl, KEYCTL_DESCRIBE, serial, (nint)buffer, LongestDescription);
        if (length < 0)
        {
            return Libc.LastError;
        }

        return Permissions(new ReadOnlySpan<byte>(buffer, (int)Math.Min(length, LongestDescription))) is not { } before
            ? Errno.EINVAL
            : Libc.Syscall(SystemCall.Keyctl, KEYCTL_SETPERM, serial, (nint)(before | permissions)) < 0 ? Libc.LastError : Errno.None;
    }

    // type;uid;gid;permissions in hexadecimal;name
    private static uint? Permissions(ReadOnlySpan<byte> description)
    {
        for (var field = 0; field < 3; field++)
        {
            description = description[(description.IndexOf((byte)';') + 1)..];
        }

        var end = Math.Max(description.IndexOf((byte)';'), 0);
        return uint.TryParse(description[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var permissions) ? permissions : null;
    }
}
