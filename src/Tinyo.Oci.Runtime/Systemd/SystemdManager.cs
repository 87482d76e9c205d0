using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>systemd, as far as a container's unit needs it.</summary>
internal sealed class SystemdManager : IDisposable
{
    private const string Service = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string ManagerInterface = "org.freedesktop.systemd1.Manager";
    private const string UnitInterface = "org.freedesktop.systemd1.Unit";
    private const string NoSuchUnit = "org.freedesktop.systemd1.NoSuchUnit";
    private const string UnitExists = "org.freedesktop.systemd1.UnitExists";
    private const string JobDone = "done";

    private readonly DBusConnection _connection;
    private readonly SystemdPatience _patience;
    private int _version;
    private bool _isSubscribed;

    private SystemdManager(DBusConnection connection, SystemdPatience patience) => (_connection, _patience) = (connection, patience);

    /// <summary>The major version, as 252, for what came with one; 0 when it can't be told.</summary>
    public int Version => _version;

    /// <summary>The cgroup that systemd's units are below, from the root of the hierarchy; empty for that of the machine.</summary>
    public string ControlGroup => Property(ManagerPath, ManagerInterface, "ControlGroup").Text;

    /// <summary>Connects to systemd the first way that works.</summary>
    public static SystemdManager Open(IReadOnlyList<BusChoice> choices, SystemdPatience patience)
    {
        var failures = new List<string>();
        foreach (var choice in choices)
        {
            try
            {
                return Open(choice, patience);
            }
            catch (DBusException failure)
            {
                failures.Add(failure.Message);
            }
        }

        throw new OciException(failures.Count > 0
            ? $"can't reach systemd, use --cgroup-manager cgroupfs where it does not run: {string.Join("; ", failures)}"
            : "can't reach systemd: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set, as they are in a login session");
    }

    // On a bus there may be no systemd, as on one that dbus-run-session(1) has made: it must answer.
    private static SystemdManager Open(BusChoice choice, SystemdPatience patience)
    {
        var manager = new SystemdManager(DBusConnection.Open(choice.Addresses, choice.IsBus, patience.Answer), patience);
        try
        {
            manager._version = ParseVersion(manager.Get(ManagerPath, ManagerInterface, "Version").Text);
            return manager;
        }
        catch
        {
            manager.Dispose();
            throw;
        }
    }

    /// <summary>Makes a unit and waits until it has started; one of the name that failed before makes room. When that fails, no unit is left.</summary>
    public void StartTransientUnit(string name, IReadOnlyList<UnitProperty> properties) => Translate($"can't start systemd unit '{name}'", () =>
    {
        var arguments = new[] { DBusValue.Of(name), DBusValue.Of("replace"), UnitProperty.List(properties), DBusValue.Array("(sa(sv))", []) };
        DBusMessage reply;
        Subscribe();
        try
        {
            reply = Call("StartTransientUnit", arguments);
        }
        catch (DBusException failure) when (failure.Name is UnitExists)
        {
            TryResetFailedUnit(name);
            reply = Call("StartTransientUnit", arguments);
        }

        var result = AwaitJob(reply);
        if (result is not JobDone)
        {
            GiveUp(name);
            throw new OciException($"can't start systemd unit '{name}': {Words(result)}");
        }
    });

    /// <summary>Stops a unit, waits until it is gone, and clears its failure; tells whether it went well. One that does not exist is fine.</summary>
    public bool TryStopUnit(string name)
    {
        var isDone = true;
        Translate($"can't stop systemd unit '{name}'", () =>
        {
            Subscribe();
            try
            {
                isDone = AwaitJob(Call("StopUnit", DBusValue.Of(name), DBusValue.Of("replace"))) switch
                {
                    null => throw new OciException($"can't stop systemd unit '{name}': {Words(null)}"),
                    var result => result is JobDone,
                };
            }
            catch (DBusException failure) when (failure.Name is NoSuchUnit)
            {
            }
        });
        TryResetFailedUnit(name);
        return isDone;
    }

    /// <summary>Lets systemd forget a unit that failed; false when there is none.</summary>
    public bool TryResetFailedUnit(string name)
    {
        try
        {
            Call("ResetFailedUnit", DBusValue.Of(name));
            return true;
        }
        catch (DBusException)
        {
            return false;
        }
    }

    /// <summary>Changes properties of a unit, until the next boot, and waits until they are in force.</summary>
    public void SetUnitProperties(string name, IReadOnlyList<UnitProperty> properties) => Translate($"can't change systemd unit '{name}'", () =>
    {
        Call("SetUnitProperties", DBusValue.Of(name), DBusValue.Of(true), UnitProperty.List(properties));
        // It answers first and writes the cgroup's files then, but before it reads what comes next.
        Get(ManagerPath, ManagerInterface, "Version");
    });

    /// <summary>Moves processes into a unit's cgroup.</summary>
    /// <param name="name">The unit, which must delegate.</param>
    /// <param name="below">A cgroup below the unit's, or <c>/</c>.</param>
    /// <param name="pids">The processes.</param>
    public void AttachProcesses(string name, string below, IReadOnlyList<uint> pids) => Translate(
        $"can't move a process into systemd unit '{name}'",
        () => Call("AttachProcessesToUnit", DBusValue.Of(name), DBusValue.Of(below), UnitProperty.Numbers(pids)));

    /// <summary>A unit's object; null when there is no such unit.</summary>
    public string? TryGetUnit(string name)
    {
        string? path = null;
        Translate($"can't find systemd unit '{name}'", () =>
        {
            try
            {
                path = Call("GetUnit", DBusValue.Of(name)).Arguments("o")[0].Text;
            }
            catch (DBusException failure) when (failure.Name is NoSuchUnit)
            {
            }
        });
        return path;
    }

    /// <summary>The state of a unit, as <c>active</c> or <c>failed</c>; null when there is no such unit.</summary>
    public string? TryGetActiveState(string name) => TryGetUnit(name) is { } path ? Property(path, UnitInterface, "ActiveState").Text : null;

    /// <summary>The cgroup of a scope or slice, from the root of the hierarchy; null when there is no such unit.</summary>
    public string? TryGetControlGroup(string name) => TryGetUnit(name) is { } path
        ? Property(path, UnitName.IsSliceName(name) ? "org.freedesktop.systemd1.Slice" : "org.freedesktop.systemd1.Scope", "ControlGroup").Text
        : null;

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>The number that a version begins with, as in <c>252.38-1~deb12u1</c> or <c>v245.4-1.fc32</c>; 0 when there is none.</summary>
    internal static int ParseVersion(string text)
    {
        var digits = text.AsSpan().TrimStart("\"v");
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], out var version) ? version : 0;
    }

    // Without waiting for it: the caller has waited long enough.
    private void GiveUp(string name)
    {
        try
        {
            Call("StopUnit", DBusValue.Of(name), DBusValue.Of("replace"));
        }
        catch (DBusException)
        {
            // as when it is gone already
        }

        TryResetFailedUnit(name);
    }

    private static string Words(string? result) =>
        result is null ? "it takes too long, see systemctl list-jobs" : $"its job ended as '{result}', see journalctl -u";

    private static void Translate(string what, Action step)
    {
        try
        {
            step();
        }
        catch (DBusException failure)
        {
            throw new OciException($"{what}: {failure.Message}", failure);
        }
    }

    private void Subscribe()
    {
        if (!_isSubscribed)
        {
            _connection.Subscribe(ManagerPath, ManagerInterface, "JobRemoved");
            _isSubscribed = true;
        }
    }

    // Anybody may send us a signal over the bus: only the one who answered the call tells the truth about its job.
    private string? AwaitJob(DBusMessage reply)
    {
        var job = reply.Arguments("o")[0].Text;
        for (var deadline = Deadline.In(_patience.Job); _connection.TryAwaitSignal(deadline) is { } signal;)
        {
            if (signal.Sender == reply.Sender && signal.Arguments("uoss") is [_, var path, _, var result] && path.Text == job)
            {
                return result.Text;
            }
        }

        return null;
    }

    private DBusValue Property(string path, string @interface, string name)
    {
        DBusValue? value = null;
        Translate($"can't read {name} from systemd", () => value = Get(path, @interface, name));
        return value!;
    }

    private DBusValue Get(string path, string @interface, string name) => _connection
        .Call(To(path, "org.freedesktop.DBus.Properties", "Get", DBusValue.Of(@interface), DBusValue.Of(name)))
        .Arguments("v")[0].Items[0];

    private DBusMessage Call(string member, params IReadOnlyList<DBusValue> arguments) =>
        _connection.Call(To(ManagerPath, ManagerInterface, member, arguments));

    private DBusMessage To(string path, string @interface, string member, params IReadOnlyList<DBusValue> arguments) =>
        DBusMessage.Call(_connection.IsBus ? Service : null, path, @interface, member, arguments);
}
