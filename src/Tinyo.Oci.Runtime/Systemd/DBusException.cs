namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>A D-Bus error by its name: the peer's own answer, or what went wrong on the way to it.</summary>
internal sealed class DBusException(string name, string message) : Exception(message)
{
    /// <summary>The connection is gone, or could not be made.</summary>
    public const string Disconnected = "org.freedesktop.DBus.Error.Disconnected";

    /// <summary>No answer came in time.</summary>
    public const string NoReply = "org.freedesktop.DBus.Error.NoReply";

    /// <summary>The peer would not believe who we are.</summary>
    public const string AuthFailed = "org.freedesktop.DBus.Error.AuthFailed";

    /// <summary>The peer, or we, broke the protocol.</summary>
    public const string Malformed = "org.freedesktop.DBus.Error.InconsistentMessage";

    /// <summary>The error's name, as <c>org.freedesktop.systemd1.NoSuchUnit</c>.</summary>
    public string Name { get; } = name;

    /// <summary>An answer that is not as the protocol has it.</summary>
    public static DBusException Broken(string what) => new(Malformed, $"broken D-Bus message: {what}");
}
