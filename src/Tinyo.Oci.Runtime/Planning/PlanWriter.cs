using System.Buffers;
using System.Text;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Writes values one after the other, small numbers in few bytes; <see cref="PlanReader"/> reads them in the same order.</summary>
internal sealed class PlanWriter
{
    /// <summary>Writes one value of a list.</summary>
    internal delegate void WriteItem<T>(PlanWriter writer, T item);

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    internal byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    internal void Number(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    // The sign goes into the lowest bit, so that small negative numbers are short too.
    internal void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    internal void Flag(bool value) => Number(value ? 1UL : 0UL);

    internal void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length);
        _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length)));
    }

    internal void List<T>(IReadOnlyList<T> items, WriteItem<T> write)
    {
        Number((ulong)items.Count);
        for (var index = 0; index < items.Count; index++)
        {
            write(this, items[index]);
        }
    }

    internal void Texts(IReadOnlyList<string> items) => List(items, static (writer, item) => writer.Text(item));

    internal void Optional<T>(T? value, WriteItem<T> write)
        where T : class
    {
        Flag(value is not null);
        if (value is not null)
        {
            write(this, value);
        }
    }

    internal void OptionalText(string? value) => Optional(value, static (writer, text) => writer.Text(text));

    internal void OptionalNumber(ulong? value)
    {
        Flag(value is not null);
        if (value is not null)
        {
            Number(value.Value);
        }
    }

    internal void OptionalSigned(long? value)
    {
        Flag(value is not null);
        if (value is not null)
        {
            Signed(value.Value);
        }
    }
}
