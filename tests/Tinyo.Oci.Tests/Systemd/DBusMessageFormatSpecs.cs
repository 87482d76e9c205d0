using System.Text;
using Tinyo.Oci.Runtime.Systemd;

namespace Tinyo.Oci.Tests.Systemd;

/// <summary>Against bytes that sd-bus and dbus-daemon sent each other.</summary>
public sealed class DBusMessageFormatSpecs
{
    private const string Hello =
        "6c01000100000000010000006d00000001016f00150000002f6f72672f667265656465736b746f702f44427573000000030173000500000048656c6c6f000000" +
        "02017300140000006f72672e667265656465736b746f702e444275730000000006017300140000006f72672e667265656465736b746f702e4442757300000000";

    private const string HelloReply =
        "6c02010109000000010000003d00000006017300040000003a312e3000000000050175000100000008016700017300000701730014000000" +
        "6f72672e667265656465736b746f702e4442757300000000040000003a312e3000";

    private const string Refusal =
        "6c030101480000000300000075000000060173000400" + "00003a312e3000000000040173002b0000006f72672e667265656465736b746f702e444275732e4572726f722e" +
        "556e6b6e6f776e496e7465726661636500000000000501750002000000080167000173000007017300140000006f72672e667265656465736b746f702e44427573" +
        "00000000430000006f72672e667265656465736b746f702e4442757320646f6573206e6f7420756e6465727374616e64206d65737361676520537461727454" +
        "72616e7369656e74556e697400";

    // busctl call ... 'ssa(sv)a(sa(sv))' a.scope replace 5 PIDs au 1 4242 Delegate b true DeviceAllow 'a(ss)' 1 /dev/null rwm AllowedCPUs ay 2 3 128 MemoryMax t 67108864 0
    private const string StartTransientUnit =
        "07000000612e73636f706500070000007265706c61636500a8000000000000000400000050494473000261750000000004000000921000000800000044656c65" +
        "67617465000162000100000000000000" + "0b000000446576696365416c6c6f770005612873732900001800000000000000090000002f6465762f6e756c6c00000003" +
        "00000072776d000b000000416c6c6f776564435055730002617900020000000380000000000000090000004d656d6f72794d6178000174000000000000000000" +
        "000004000000000000000000000000";

    private static readonly IReadOnlyList<UnitProperty> s_properties =
    [
        new("PIDs", UnitProperty.Numbers([4242])),
        new("Delegate", DBusValue.Of(true)),
        new("DeviceAllow", DBusValue.Array("(ss)", [DBusValue.Structure(DBusValue.Of("/dev/null"), DBusValue.Of("rwm"))])),
        new("AllowedCPUs", DBusValue.OfBytes([3, 128])),
        new("MemoryMax", DBusValue.Of(67108864UL)),
    ];

    [Fact]
    public void A_greeting_has_the_bytes_of_another_library()
    {
        var call = DBusMessage.Call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello");

        var bytes = DBusMessageFormat.Encode(call, 1);

        Convert.ToHexStringLower(bytes).Should().Be(Hello);
    }

    [Fact]
    public void Arguments_of_many_types_have_the_bytes_of_another_library()
    {
        var message = DBusMessage.Call(null, "/", "i.f", "M",
            DBusValue.Of("a.scope"), DBusValue.Of("replace"), UnitProperty.List(s_properties), DBusValue.Array("(sa(sv))", []));

        message.Signature.Should().Be("ssa(sv)a(sa(sv))");
        Convert.ToHexStringLower(message.Body.Span).Should().Be(StartTransientUnit);
    }

    [Fact]
    public void What_another_library_wrote_is_read()
    {
        var message = DBusMessage.Call(null, "/", "i.f", "M") with { Signature = "ssa(sv)a(sa(sv))", Body = Convert.FromHexString(StartTransientUnit) };

        var arguments = message.Arguments("ssa(sv)a(sa(sv))");

        string.Join(' ', arguments).Should().Be(
            "'a.scope' 'replace' [('PIDs', <[uint32 4242]>), ('Delegate', <true>), ('DeviceAllow', <[('/dev/null', 'rwm')]>), " +
            "('AllowedCPUs', <0x0380>), ('MemoryMax', <uint64 67108864>)] @a(sa(sv)) []");
    }

    [Fact]
    public void A_reply_of_the_daemon_is_read()
    {
        var bytes = Convert.FromHexString(HelloReply);

        var message = DBusMessageFormat.Decode(bytes);

        DBusMessageFormat.LengthOf(bytes).Should().Be(bytes.Length);
        (message.Type, message.Serial, message.ReplySerial, message.Sender, message.Destination)
            .Should().Be((DBusMessageType.Reply, 1u, 1u, "org.freedesktop.DBus", ":1.0"));
        message.Arguments("s")[0].Text.Should().Be(":1.0");
    }

    [Fact]
    public void A_refusal_of_the_daemon_is_read()
    {
        var failure = DBusMessageFormat.Decode(Convert.FromHexString(Refusal)).ToException();

        failure.Name.Should().Be("org.freedesktop.DBus.Error.UnknownInterface");
        failure.Message.Should().Be("org.freedesktop.DBus does not understand message StartTransientUnit");
    }

    [Theory]
    [InlineData("byte 7")]
    [InlineData("int16 -2")]
    [InlineData("uint16 65535")]
    [InlineData("int32 -7")]
    [InlineData("uint32 4294967295")]
    [InlineData("int64 -9223372036854775808")]
    [InlineData("uint64 18446744073709551615")]
    [InlineData("double -0.5")]
    [InlineData("true")]
    [InlineData("'ä\u20ac\U0001f600'")]
    [InlineData("objectpath '/a/b'")]
    [InlineData("signature 'a(sv)'")]
    [InlineData("[(byte 1, uint64 2), (byte 3, uint64 4)]")]
    [InlineData("{'a': <uint32 1>, 'b': <[<'x'>, <@as []>]>}")]
    [InlineData("(byte 1, [int64 5], (byte 2, 'x', true), @at [])")]
    public void A_value_of_any_type_comes_back_as_it_was(string text)
    {
        var value = GVariantTyper.Parse(text);
        var writer = new DBusWriter();
        writer.Byte(1);
        writer.Variant(value);

        var reader = new DBusReader(writer.Written);
        reader.Byte();
        var back = reader.Variant();

        (back.Signature, back.ToString()).Should().Be((value.Signature, value.ToString()));
        reader.Position.Should().Be(writer.Written.Length);
    }

    [Theory]
    [InlineData("ay", "ffffff7f00")]
    [InlineData("as", "0800000004000000")]
    [InlineData("at", "0900000000000000010000000000000002")]
    [InlineData("s", "050000006162")]
    [InlineData("s", "ffffffff6162")]
    [InlineData("s", "020000006162")]
    [InlineData("s", "02000000616278")]
    [InlineData("s", "02000000610000")]
    [InlineData("s", "01000000ff00")]
    [InlineData("g", "ff61")]
    [InlineData("b", "02000000")]
    [InlineData("t", "00000000")]
    [InlineData("v", "0000")]
    [InlineData("v", "02757500")]
    [InlineData("v", "01280000")]
    [InlineData("v", "017a0000")]
    public void Broken_values_are_refused(string signature, string bytes)
    {
        var act = () => new DBusReader(Convert.FromHexString(bytes)).Value(signature);

        act.Should().Throw<DBusException>().Which.Name.Should().Be(DBusException.Malformed);
    }

    [Fact]
    public void Variants_nested_without_end_are_refused()
    {
        var bytes = Enumerable.Repeat(Encoding.ASCII.GetBytes("\u0001v\0"), 5000).SelectMany(part => part).ToArray();

        var act = () => new DBusReader(bytes).Variant();

        act.Should().Throw<DBusException>().WithMessage("*too deep*");
    }

    [Fact]
    public void A_reply_with_any_byte_changed_or_missing_is_read_or_refused_but_no_more()
    {
        var good = Convert.FromHexString(Refusal);
        var bad = from index in Enumerable.Range(0, good.Length)
                  from value in new byte[] { 0, 1, 0x7f, 0xff }
                  select (byte[])[.. good[..index], value, .. good[(index + 1)..]];

        foreach (var bytes in bad)
        {
            Record.Exception(() => Read(bytes)).Should().Match<Exception?>(failure => failure == null || failure is DBusException);
        }
    }

    [Theory]
    [InlineData("4201000100000000010000006d000000", "*big-endian*")]
    [InlineData("485454502f312e312034303020426164", "*begins with something else*")]
    [InlineData("6c010001ffffffff0100000000000000", "*too much*")]
    [InlineData("6c0100010000000001000000ffffffff", "*too much*")]
    [InlineData("6c010001ffffff7f01000000ffffff7f", "*too much*")]
    public void Lengths_that_are_no_messages_are_refused(string prefix, string why)
    {
        var act = () => DBusMessageFormat.LengthOf(Convert.FromHexString(prefix));

        act.Should().Throw<DBusException>().WithMessage(why);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("()")]
    [InlineData("(s")]
    [InlineData("{sv}")]
    [InlineData("a{vs}")]
    [InlineData("a{sss}")]
    [InlineData("a{s}")]
    [InlineData("z")]
    [InlineData("ss")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaas")]
    public void What_is_not_one_type_is_known(string signature)
    {
        var isSingle = DBusSignature.IsSingle(signature);

        isSingle.Should().BeFalse();
    }

    [Fact]
    public void A_text_with_a_nul_is_not_sent()
    {
        var act = () => new DBusWriter().String("a\0b");

        act.Should().Throw<DBusException>().WithMessage("*NUL*");
    }

    private static void Read(byte[] bytes)
    {
        if (DBusMessageFormat.LengthOf(bytes) == bytes.Length)
        {
            DBusMessageFormat.Decode(bytes).ToException();
        }
    }
}
