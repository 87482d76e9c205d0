using System.Buffers.Binary;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Messages as bytes: a header of fixed and named fields, then the arguments.</summary>
internal static class DBusMessageFormat
{
    /// <summary>The bytes from which a message's length can be told.</summary>
    public const int PrefixLength = 16;

    /// <summary>The longest message that is taken: what systemd tells us is a thousandth of it.</summary>
    public const int LongestMessage = 4 << 20;

    private const byte LittleEndian = (byte)'l';
    private const byte Version = 1;

    private enum Field : byte
    {
        Path = 1,
        Interface,
        Member,
        ErrorName,
        ReplySerial,
        Destination,
        Sender,
        Signature,
    }

    /// <summary>A message's bytes.</summary>
    public static ReadOnlySpan<byte> Encode(DBusMessage message, uint serial)
    {
        var writer = new DBusWriter();
        writer.Raw([LittleEndian, (byte)message.Type, 0, Version]);
        writer.UInt32((uint)message.Body.Length);
        writer.UInt32(serial);
        var fields = writer.BeginArray('(');
        Write(writer, Field.Path, 'o', message.Path);
        Write(writer, Field.Member, 's', message.Member);
        Write(writer, Field.Interface, 's', message.Interface);
        Write(writer, Field.ErrorName, 's', message.ErrorName);
        if (message.ReplySerial != 0)
        {
            Write(writer, Field.ReplySerial, DBusValue.Of(message.ReplySerial));
        }

        Write(writer, Field.Destination, 's', message.Destination);
        Write(writer, Field.Signature, 'g', message.Signature.Length > 0 ? message.Signature : null);
        writer.EndArray(fields);
        writer.Align(8);
        writer.Raw(message.Body.Span);
        return writer.Written.Length <= LongestMessage
            ? writer.Written
            : throw DBusException.Broken($"{writer.Written.Length} bytes are too much for {message.Member}");
    }

    /// <summary>The length of the message that begins with a prefix.</summary>
    public static int LengthOf(ReadOnlySpan<byte> prefix)
    {
        if (prefix[0] != LittleEndian || prefix[3] != Version)
        {
            throw DBusException.Broken(prefix[0] == 'B' ? "big-endian" : "it begins with something else");
        }

        var body = BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]);
        var fields = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        var length = PrefixLength + ((fields + 7L) & ~7L) + body;
        return length <= LongestMessage ? (int)length : throw DBusException.Broken($"{length} bytes are too much");
    }

    /// <summary>Reads a message from its bytes.</summary>
    public static DBusMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var message = new DBusMessage
        {
            Type = (DBusMessageType)bytes[1],
            Serial = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        };

        var reader = new DBusReader(bytes[..^(int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])]);
        reader.Value("(yyyyuu)");
        for (var end = reader.BeginArray('('); reader.Position < end;)
        {
            reader.Align(8);
            message = With(message, (Field)reader.Byte(), reader.Variant());
        }

        reader.Align(8);
        return message with { Body = bytes[reader.Position..].ToArray() };
    }

    // Fields of tomorrow are left out, as the specification wants it.
    private static DBusMessage With(DBusMessage message, Field field, DBusValue value) => field switch
    {
        Field.Path => message with { Path = value.Text },
        Field.Interface => message with { Interface = value.Text },
        Field.Member => message with { Member = value.Text },
        Field.ErrorName => message with { ErrorName = value.Text },
        Field.ReplySerial => message with { ReplySerial = (uint)value.Bits },
        Field.Destination => message with { Destination = value.Text },
        Field.Sender => message with { Sender = value.Text },
        Field.Signature => message with { Signature = value.Text },
        _ => message,
    };

    private static void Write(DBusWriter writer, Field field, char type, string? text)
    {
        if (text is not null)
        {
            Write(writer, field, DBusValue.OfText(type, text));
        }
    }

    private static void Write(DBusWriter writer, Field field, DBusValue value)
    {
        writer.Align(8);
        writer.Byte((byte)field);
        writer.Variant(value);
    }
}
