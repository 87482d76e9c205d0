using System.Globalization;
using System.Text;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Says who we are: SASL's EXTERNAL, in which the kernel vouches for us.</summary>
internal static class DBusAuthentication
{
    /// <summary>Introduces this process to a message bus.</summary>
    public static void ToBus(DBusSocket socket, Deadline deadline)
    {
        socket.Send("\0"u8);

        // No uid first: the server then takes the kernel's word, which is right in any user namespace.
        if (!TryUnnamed(socket, deadline) && !TryNamed(socket, ThreadCredentials.Euid, deadline) && !TryNamed(socket, OuterUid(), deadline))
        {
            throw Refused();
        }

        socket.Send("BEGIN\r\n"u8);
    }

    /// <summary>Introduces this process to systemd itself.</summary>
    /// <remarks>All in one: systemd would sleep on a message that it reads in one go with a BEGIN sent on its own.</remarks>
    public static void ToPeer(DBusSocket socket, Deadline deadline)
    {
        socket.Send([0, .. Named(ThreadCredentials.Euid), .. "BEGIN\r\n"u8]);
        if (!IsAccepted(socket.ReadLine(deadline)))
        {
            throw Refused();
        }
    }

    /// <summary>The uid that a parent user namespace has for <paramref name="uid"/>, by the text of <c>/proc/self/uid_map</c>.</summary>
    internal static uint Translate(uint uid, string map)
    {
        foreach (var line in map.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var inside, var outside, var count]
                && uint.TryParse(inside, CultureInfo.InvariantCulture, out var first)
                && uint.TryParse(outside, CultureInfo.InvariantCulture, out var target)
                && uint.TryParse(count, CultureInfo.InvariantCulture, out var length)
                && uid >= first && uid - first < length)
            {
                return target + (uid - first);
            }
        }

        return uid;
    }

    private static uint OuterUid() => Translate(ThreadCredentials.Euid, FileSystem.TryReadText("/proc/self/uid_map") ?? "");

    private static bool TryUnnamed(DBusSocket socket, Deadline deadline)
    {
        socket.Send("AUTH EXTERNAL\r\n"u8);
        var answer = socket.ReadLine(deadline);
        if (answer is "DATA" or "DATA ")
        {
            socket.Send("DATA\r\n"u8);
            answer = socket.ReadLine(deadline);
        }

        return IsAccepted(answer);
    }

    private static bool TryNamed(DBusSocket socket, uint uid, Deadline deadline)
    {
        socket.Send(Named(uid));
        return IsAccepted(socket.ReadLine(deadline));
    }

    private static byte[] Named(uint uid)
    {
        var name = Encoding.ASCII.GetBytes(uid.ToString(CultureInfo.InvariantCulture));
        return Encoding.ASCII.GetBytes($"AUTH EXTERNAL {Convert.ToHexStringLower(name)}\r\n");
    }

    private static DBusException Refused() => new(DBusException.AuthFailed, $"the D-Bus server does not accept uid {OuterUid()}");

    private static bool IsAccepted(string answer) => answer.StartsWith("OK", StringComparison.Ordinal);
}
