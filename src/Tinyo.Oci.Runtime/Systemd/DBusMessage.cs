namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>One D-Bus message: who says what to whom.</summary>
internal sealed record DBusMessage
{
    /// <summary>What it is.</summary>
    public required DBusMessageType Type { get; init; }

    /// <summary>The sender's number of it.</summary>
    public uint Serial { get; init; }

    /// <summary>The number of the call that it answers.</summary>
    public uint ReplySerial { get; init; }

    /// <summary>The object.</summary>
    public string? Path { get; init; }

    /// <summary>The object's interface.</summary>
    public string? Interface { get; init; }

    /// <summary>The interface's method or signal.</summary>
    public string? Member { get; init; }

    /// <summary>The name of an error.</summary>
    public string? ErrorName { get; init; }

    /// <summary>Whom it is for.</summary>
    public string? Destination { get; init; }

    /// <summary>Whom it is from, as the bus itself says.</summary>
    public string? Sender { get; init; }

    /// <summary>The types of the arguments.</summary>
    public string Signature { get; init; } = "";

    /// <summary>The arguments.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A call of a method.</summary>
    public static DBusMessage Call(string? destination, string path, string @interface, string member, params IReadOnlyList<DBusValue> arguments) => new DBusMessage
    {
        Type = DBusMessageType.Call,
        Destination = destination,
        Path = path,
        Interface = @interface,
        Member = member,
    }.With(arguments);

    /// <summary>The same message with other arguments.</summary>
    public DBusMessage With(params IReadOnlyList<DBusValue> arguments)
    {
        var writer = new DBusWriter();
        foreach (var argument in arguments)
        {
            writer.Value(argument);
        }

        return this with { Signature = DBusValue.Signatures(arguments), Body = writer.Written.ToArray() };
    }

    /// <summary>The arguments, which must be of the types given.</summary>
    public IReadOnlyList<DBusValue> Arguments(string signature)
    {
        if (Signature != signature)
        {
            throw DBusException.Broken($"{Member ?? "an answer"} has arguments of type '{Signature}', not '{signature}'");
        }

        var reader = new DBusReader(Body.Span);
        var arguments = new List<DBusValue>();
        for (var rest = signature; rest.Length > 0;)
        {
            var length = DBusSignature.FirstLength(rest);
            arguments.Add(reader.Value(rest[..length]));
            rest = rest[length..];
        }

        return arguments;
    }

    /// <summary>An error as an exception, in its own words where it has some.</summary>
    public DBusException ToException()
    {
        var name = ErrorName ?? DBusException.Malformed;
        var text = Signature.StartsWith('s') ? new DBusReader(Body.Span).String() : name;
        return new DBusException(name, text);
    }
}
