using System.Globalization;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Reads lists of D-Bus server addresses, as <c>unix:path=/run/dbus/system_bus_socket;unix:abstract=...</c>.</summary>
internal static class DBusAddress
{
    private const string Unescaped = "-_/.\\*";

    /// <summary>The sockets to try in turn: paths, and abstract names that begin with <c>@</c>.</summary>
    public static IReadOnlyList<string> Parse(string addresses)
    {
        var sockets = new List<string>();
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Socket(address) is { } socket)
            {
                sockets.Add(socket);
            }
        }

        return sockets.Count > 0
            ? sockets
            : throw new OciException($"D-Bus address '{addresses}' names no unix socket: unix:path= or unix:abstract= is expected");
    }

    /// <summary>The address of a socket at a path.</summary>
    public static string OfPath(string path)
    {
        var address = new StringBuilder("unix:path=");
        foreach (var value in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || Unescaped.Contains((char)value, StringComparison.Ordinal))
            {
                address.Append((char)value);
            }
            else
            {
                address.Append(CultureInfo.InvariantCulture, $"%{value:x2}");
            }
        }

        return address.ToString();
    }

    // Other transports are none of ours; a list may name them first.
    private static string? Socket(string address)
    {
        if (!address.StartsWith("unix:", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var pair in address["unix:".Length..].Split(','))
        {
            switch (pair.Split('=', 2))
            {
                case ["path", ['/', ..] path]:
                    return Unescape(path);
                case ["abstract", { Length: > 0 } name]:
                    return "@" + Unescape(name);
            }
        }

        return null;
    }

    private static string Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                throw new OciException($"D-Bus address '{text}' has a broken escape: % and two hexadecimal digits are expected");
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
