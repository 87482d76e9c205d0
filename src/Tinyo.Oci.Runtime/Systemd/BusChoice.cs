using Tinyo.Oci.Linux.Credentials;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>One way to systemd.</summary>
/// <param name="Addresses">D-Bus addresses to try.</param>
/// <param name="IsBus">Whether a bus answers there, rather than systemd itself.</param>
internal readonly record struct BusChoice(string Addresses, bool IsBus)
{
    private const string SystemBus = "unix:path=/run/dbus/system_bus_socket;unix:path=/var/run/dbus/system_bus_socket";
    private const string SystemSocket = "unix:path=/run/systemd/private";

    /// <summary>The ways to the systemd of the machine, or to that of the user's session, in this process's environment.</summary>
    public static IReadOnlyList<BusChoice> Of(bool isUsers) => isUsers
        ? OfUser(Environment.GetEnvironmentVariable)
        : OfSystem(ThreadCredentials.Euid, Environment.GetEnvironmentVariable);

    /// <summary>The ways to the systemd of the machine: the system bus, for root also its own socket.</summary>
    public static IReadOnlyList<BusChoice> OfSystem(uint euid, Func<string, string?> variable)
    {
        var bus = new BusChoice(Given(variable, "DBUS_SYSTEM_BUS_ADDRESS") ?? SystemBus, IsBus: true);
        return euid == 0 ? [bus, new BusChoice(SystemSocket, IsBus: false)] : [bus];
    }

    /// <summary>The ways to the systemd of the user's session, best first; none outside of a session.</summary>
    public static IReadOnlyList<BusChoice> OfUser(Func<string, string?> variable)
    {
        var choices = new List<BusChoice>();
        if (Given(variable, "DBUS_SESSION_BUS_ADDRESS") is { } given)
        {
            choices.Add(new BusChoice(given, IsBus: true));
        }

        if (Given(variable, "XDG_RUNTIME_DIR") is { } directory)
        {
            choices.Add(new BusChoice(DBusAddress.OfPath($"{directory}/bus"), IsBus: true));
            choices.Add(new BusChoice(DBusAddress.OfPath($"{directory}/systemd/private"), IsBus: false));
        }

        return choices;
    }

    private static string? Given(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } value ? value : null;
}
