using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Linux.Entry;

/// <summary>The way of a process into a container and to its program: a table of system calls, carried out by an executable that is nothing else.</summary>
/// <remarks>
/// CVE-2019-5736: what joins a container and then executes a file of its choice can be made to execute itself again, by a
/// program that is a link to /proc/self/exe or a script with that interpreter. The process that does so here is no copy of
/// this binary but a file in memory with the calls in it, so that neither this binary nor anything this process knows is
/// within the container's reach, and no second managed runtime has to start.
/// </remarks>
public sealed partial class EntryTable
{
    private const int HeaderLength = 32;
    private const int TableAt = 0, SocketAt = 8, KindAt = 16;

    private readonly long _address;
    private readonly int _firstIndex;
    private readonly List<EntryRow> _rows;
    private readonly List<object> _subjects = []; // texts, or what makes one when it is asked for
    private readonly List<(int Row, int Target)> _references = []; // rows whose first argument is an address in another row
    private readonly List<(int Row, int Target)> _results = []; // rows whose result is another row's first argument
    private readonly List<SafeFileHandle> _passed = [];
    private readonly ArrayBufferWriter<byte> _data;

    /// <summary>An empty table that will lie in memory elsewhere.</summary>
    /// <param name="address">Where.</param>
    /// <param name="firstIndex">The number of its first row, to tell failures of several tables apart.</param>
    /// <param name="rows">About how many rows it will have: for so many there is memory at once.</param>
    internal EntryTable(long address, int firstIndex, int rows)
    {
        (_address, _firstIndex, _rows, _data) = (address, firstIndex, new List<EntryRow>(rows), new ArrayBufferWriter<byte>(2 * rows * EntryRow.Length));
        Reserve(HeaderLength);
    }

    /// <summary>What a row was about to do; null when it is another table's.</summary>
    internal string? Subject(int index) => (uint)(index - _firstIndex) < (uint)_subjects.Count ? _subjects[index - _firstIndex].ToString() : null;

    private int Next => _rows.Count;

    private ref EntryRow Row(int index) => ref CollectionsMarshal.AsSpan(_rows)[index];

    // A call that must succeed.
    private int Add(object subject, long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0)
    {
        var index = _rows.Count;
        _rows.Add(new EntryRow { Number = number, A = a, B = b, C = c, D = d, E = e, F = f, Next = index + 1, Otherwise = -1, Index = _firstIndex + index });
        _subjects.Add(subject);
        return index;
    }

    // A call that may fail.
    private int Try(string subject, long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0)
    {
        var index = Add(subject, number, a, b, c, d, e, f);
        Row(index).Otherwise = index + 1;
        return index;
    }

    /// <summary>Ends the process with a failure that is no call's.</summary>
    public int Refuse(string subject) => Add(subject, EntryRow.Compare, _address, -1);

    private int Pass(SafeFileHandle handle)
    {
        if (!_passed.Contains(handle))
        {
            _passed.Add(handle);
        }

        return (int)handle.DangerousGetHandle();
    }

    private long Reserve(int length)
    {
        var address = _address + _data.WrittenCount;
        _data.GetSpan(length)[..length].Clear();
        _data.Advance(length);
        return address;
    }

    private long Put(ReadOnlySpan<byte> bytes)
    {
        var address = Reserve((bytes.Length + 7) & ~7);
        bytes.CopyTo(Written(address));
        return address;
    }

    private long Put<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Put(MemoryMarshal.AsBytes(values));

    private long Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var address = Reserve((length + 8) & ~7);
        Encoding.UTF8.GetBytes(text, Written(address));
        return address;
    }

    private long Texts(IReadOnlyList<string> texts)
    {
        var pointers = new long[texts.Count + 1];
        for (var index = 0; index < texts.Count; index++)
        {
            pointers[index] = Text(texts[index]);
        }

        return Put<long>(pointers);
    }

    private Span<byte> Written(long address) =>
        MemoryMarshal.AsMemory(_data.WrittenMemory)[(int)(address - _address)..].Span;

    // The data, and behind it the rows with addresses in place of numbers.
    internal ReadOnlySpan<byte> Bytes(int socket)
    {
        WriteAnnouncement();
        var table = _address + _data.WrittenCount;
        foreach (var (row, target) in _references)
        {
            Row(row).A += table + (long)target * EntryRow.Length;
        }

        foreach (var (row, target) in _sources)
        {
            Row(row).B += table + (long)target * EntryRow.Length;
        }

        foreach (var (row, target) in _results)
        {
            Row(row).Into = table + (long)target * EntryRow.Length + EntryRow.OffsetOfA;
        }

        var rows = CollectionsMarshal.AsSpan(_rows);
        foreach (ref var row in rows)
        {
            row.Next = table + row.Next * EntryRow.Length;
            row.Otherwise = row.Otherwise < 0 ? 0 : table + row.Otherwise * EntryRow.Length;
        }

        Put<EntryRow>(rows);
        var header = Written(_address);
        BinaryPrimitives.WriteInt64LittleEndian(header[TableAt..], table);
        BinaryPrimitives.WriteInt32LittleEndian(header[SocketAt..], socket);
        BinaryPrimitives.WriteInt32LittleEndian(header[KindAt..], EntryMessage.Failed);
        return _data.WrittenSpan;
    }
}
