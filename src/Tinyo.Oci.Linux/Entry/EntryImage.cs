using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Entry;

/// <summary>An executable file in memory, of code and data and nothing else, see elf(5) and memfd_create(2).</summary>
internal static class EntryImage
{
    private const long CodeAddress = 0x400000;
    private const int HeaderLength = 64;
    private const int SegmentLength = 56;
    private const int CodeOffset = 256; // behind the headers
    private const int DataOffset = 0x10000; // pages are as large as this on some machines
    private const uint PT_LOAD = 1;
    private const uint PT_GNU_STACK = 0x6474e551;
    private const uint Execute = 1, Write = 2, Read = 4;

    /// <summary>Makes the file with its code, to which <see cref="Fill"/> adds the data.</summary>
    internal static SafeFileHandle Make()
    {
        var (_, code) = Machine();
        var file = MemoryFile.Create("entry");
        MemoryFile.WriteAt(file, code, CodeOffset);
        return file;
    }

    /// <summary>The code of a file in this process's memory.</summary>
    internal static nint MapCode(SafeFileHandle file)
    {
        const int PROT_READ = 1, PROT_EXEC = 4, MAP_PRIVATE = 2;
        var page = Libc.Mmap(0, (nuint)Environment.SystemPageSize, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
        return page is not -1 ? page + CodeOffset : throw LinuxException.Last("mmap", "a file in memory");
    }

    /// <summary>Makes a file with its code an executable, with its data.</summary>
    internal static void Fill(SafeFileHandle file, ReadOnlySpan<byte> data)
    {
        var (machine, code) = Machine();
        Span<byte> head = stackalloc byte[CodeOffset];
        head.Clear();
        WriteHeader(head, machine);
        WriteSegment(head[HeaderLength..], PT_LOAD, Read | Execute, 0, CodeAddress, CodeOffset + code.Length);
        WriteSegment(head[(HeaderLength + SegmentLength)..], PT_LOAD, Read | Write, DataOffset, EntryMachine.Data, data.Length);
        WriteSegment(head[(HeaderLength + 2 * SegmentLength)..], PT_GNU_STACK, Read | Write, 0, 0, 0);
        MemoryFile.WriteAt(file, head, 0);
        MemoryFile.WriteAt(file, data, DataOffset);
        MemoryFile.Seal(file);
    }

    private static (ushort Number, byte[] Code) Machine() => EntryMachine.Find(RuntimeInformation.ProcessArchitecture)
        ?? throw new LinuxException("exec", $"on {RuntimeInformation.ProcessArchitecture}", Errno.ENOSYS);

    private static void WriteHeader(Span<byte> header, ushort machine)
    {
        const ushort ET_EXEC = 2;
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(header); // 64 bits, little end first, version 1
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], ET_EXEC);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], machine);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], CodeAddress + CodeOffset);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], SegmentLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], 3);
    }

    private static void WriteSegment(Span<byte> segment, uint type, uint access, long offset, long address, long length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(segment, type);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], access);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[24..], address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], DataOffset);
    }
}
