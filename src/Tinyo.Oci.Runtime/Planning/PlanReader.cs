using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Reads what <see cref="PlanWriter"/> wrote; refuses everything else, and allocates no more than the bytes that are there can fill.</summary>
internal ref struct PlanReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Reads one value of a list.</summary>
    internal delegate T ReadItem<T>(ref PlanReader reader);

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    internal ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                throw Corrupt();
            }

            var part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                // The tenth byte holds the last bit alone.
                return shift < 63 || part < 2 ? value : throw Corrupt();
            }
        }

        throw Corrupt();
    }

    internal uint Number32() => Number() is <= uint.MaxValue and var value ? (uint)value : throw Corrupt();

    internal ushort Number16() => Number() is <= ushort.MaxValue and var value ? (ushort)value : throw Corrupt();

    internal byte Number8() => Number() is <= byte.MaxValue and var value ? (byte)value : throw Corrupt();

    internal long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    internal int Signed32() => Signed() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Corrupt();

    internal bool Flag() => Number() switch { 0 => false, 1 => true, _ => throw Corrupt() };

    internal string Text()
    {
        var length = Count();
        var text = _rest[..length];
        _rest = _rest[length..];
        try
        {
            return s_strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Corrupt();
        }
    }

    internal IReadOnlyList<T> List<T>(ReadItem<T> read)
    {
        var count = Count();
        if (count is 0)
        {
            return [];
        }

        // An item in memory is larger than its byte here: a list grows with what is really there.
        var items = new List<T>(Math.Min(count, 64));
        for (var index = 0; index < count; index++)
        {
            items.Add(read(ref this));
        }

        return items;
    }

    internal IReadOnlyList<string> Texts() => List(static (ref reader) => reader.Text());

    internal T? Optional<T>(ReadItem<T> read)
        where T : class => Flag() ? read(ref this) : null;

    internal string? OptionalText() => Optional(static (ref reader) => reader.Text());

    internal uint? OptionalNumber32() => Flag() ? Number32() : null;

    internal int? OptionalSigned32() => Flag() ? Signed32() : null;

    internal readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw Corrupt();
        }
    }

    // Everything takes a byte at least, so no more can follow than there are bytes.
    private int Count() => Number() is var count && count <= (ulong)_rest.Length ? (int)count : throw Corrupt();

    private static OciException Corrupt() => new("the container's plan is corrupt");
}
