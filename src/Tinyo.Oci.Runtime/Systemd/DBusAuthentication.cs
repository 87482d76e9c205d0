using System.Globalization;
using System.Text;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Says who we are: SASL's EXTERNAL, in which the kernel vouches for us.</summary>
internal static class DBusAuthentication
{
    /// <summary>Introduces this process to a server that has just been connected to.</summary>
    public static void Authenticate(DBusSocket socket, Deadline deadline)
    {
        socket.Send("\0"u8);

        // No uid first: the server then takes the kernel's word, which is right in any user namespace.
        if (!TryUnnamed(socket, deadline) && !TryNamed(socket, ThreadCredentials.Euid, deadline) && !TryNamed(socket, OuterUid(), deadline))
        {
            throw new DBusException(DBusException.AuthFailed, $"the D-Bus server does not accept uid {OuterUid()}");
        }

        socket.Send("BEGIN\r\n"u8);
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
        var name = Encoding.ASCII.GetBytes(uid.ToString(CultureInfo.InvariantCulture));
        socket.Send(Encoding.ASCII.GetBytes($"AUTH EXTERNAL {Convert.ToHexStringLower(name)}\r\n"));
        return IsAccepted(socket.ReadLine(deadline));
    }

    private static bool IsAccepted(string answer) => answer.StartsWith("OK", StringComparison.Ordinal);
}
