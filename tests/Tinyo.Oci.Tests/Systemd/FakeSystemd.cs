using Tinyo.Oci.Runtime.Systemd;

namespace Tinyo.Oci.Tests.Systemd;

/// <summary>A service that plays systemd on a bus, as far as a container's unit goes.</summary>
internal sealed class FakeSystemd : IDisposable
{
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string UnitPath = "/org/freedesktop/systemd1/unit/u";

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);

    private readonly DBusConnection _connection;
    private readonly Thread _thread;
    private volatile bool _isOver;
    private int _jobs;

    public FakeSystemd(DBusDaemon daemon)
    {
        _connection = DBusConnection.Open(daemon.Address, isBus: true, TimeSpan.FromSeconds(10));
        _connection.CallBus("RequestName", DBusValue.Of("org.freedesktop.systemd1"), DBusValue.Of(0u));
        _thread = new Thread(() => Record.Exception(Serve)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The calls that came, as text.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How the next jobs end; null for jobs that never do.</summary>
    public string? Result { get; set; } = "done";

    /// <summary>Whether the unit exists already, until it is reset.</summary>
    public bool HasFailedUnit { get; set; }

    /// <summary>Whether a unit of any name exists.</summary>
    public bool HasUnit { get; set; } = true;

    /// <summary>Whether it leaves the bus on being asked to start something.</summary>
    public bool Leaves { get; set; }

    /// <summary>Who says that jobs have ended, if not systemd itself.</summary>
    public DBusConnection? Impostor { get; set; }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _connection.Dispose();
    }

    private void Serve()
    {
        while (!_isOver)
        {
            if (_connection.TryReceive(Deadline.In(s_turn)) is { Type: DBusMessageType.Call } call)
            {
                Handle(call);
            }
        }
    }

    private void Handle(DBusMessage call)
    {
        var arguments = call.Arguments(call.Signature);
        if (arguments is not [_, { Text: "Version" }]) // which every client asks first
        {
            Calls.Add($"{call.Member}({string.Join(", ", arguments)})");
        }

        switch (call.Member)
        {
            case "StartTransientUnit" when Leaves:
                _isOver = true;
                _connection.CallBus("ReleaseName", DBusValue.Of("org.freedesktop.systemd1"));
                _connection.Dispose();
                break;
            case "StartTransientUnit" when HasFailedUnit:
                Refuse(call, "org.freedesktop.systemd1.UnitExists", "Unit x.scope was already loaded or has a fragment file.");
                break;
            case "StopUnit" or "GetUnit" or "ResetFailedUnit" when !HasUnit:
                Refuse(call, "org.freedesktop.systemd1.NoSuchUnit", "Unit x.scope not loaded.");
                break;
            case "StartTransientUnit" or "StopUnit":
                RunJob(call, arguments[0].Text);
                break;
            case "GetUnit":
                Answer(call, DBusValue.OfText('o', UnitPath));
                break;
            case "Get":
                Answer(call, DBusValue.Variant(DBusValue.Of(Property(arguments[1].Text))));
                break;
            case "ResetFailedUnit":
                HasFailedUnit = false;
                Answer(call);
                break;
            default:
                Answer(call);
                break;
        }
    }

    private static string Property(string name) => name switch
    {
        "Version" => "252.38-1~deb12u1",
        "ActiveState" => "active",
        _ => "/system.slice/x.scope",
    };

    private void RunJob(DBusMessage call, string unit)
    {
        var job = $"{ManagerPath}/job/{++_jobs}";
        if (Impostor is { } impostor)
        {
            impostor.Send(Ended(call.Sender!, job, unit, "failed"));
            impostor.CallBus("GetId");
        }

        // Another's job ends first.
        _connection.Send(Ended(null, $"{ManagerPath}/job/77", unit, "failed"));
        Answer(call, DBusValue.OfText('o', job));
        if (Result is { } result)
        {
            _connection.Send(Ended(null, job, unit, result));
        }
    }

    private static DBusMessage Ended(string? destination, string job, string unit, string result) =>
        (DBusMessage.Call(destination, ManagerPath, Manager, "JobRemoved") with { Type = DBusMessageType.Signal })
        .With(DBusValue.Of(7u), DBusValue.OfText('o', job), DBusValue.Of(unit), DBusValue.Of(result));

    private void Answer(DBusMessage call, params DBusValue[] values) =>
        _connection.Send(new DBusMessage { Type = DBusMessageType.Reply, ReplySerial = call.Serial, Destination = call.Sender }.With(values));

    private void Refuse(DBusMessage call, string name, string text) =>
        _connection.Send(new DBusMessage { Type = DBusMessageType.Error, ReplySerial = call.Serial, Destination = call.Sender, ErrorName = name }.With(DBusValue.Of(text)));
}
