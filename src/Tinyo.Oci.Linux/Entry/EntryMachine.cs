using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Entry;

/// <summary>The machine code that goes through the rows of an <see cref="EntryTable"/>: a loop round one system call.</summary>
/// <remarks>
/// <code>
/// clone(arguments, length, data):      // a function: starts a child of this process in the loop
///     if (clone3(arguments, length) != 0) return;
/// for (row = data->Table; ; )          // where an executable begins, with its own data
///     if      (row.Number == Store)    *row.A = row.B, result = 0;
///     else if (row.Number == Copy)     *row.A = *row.B, result = 0;
///     else if (row.Number == Compare)  result = *(byte*)row.A == row.B ? 0 : error 0;
///     else                             result = syscall(row.Number, row.A, ... row.F);
///     if (no error)                    { if (row.Into != 0) *row.Into = result; row = row.Next; }
///     else if (row.Otherwise != 0)     row = row.Otherwise;
///     else                             { write(Socket, { Kind, row.Index, errno }, 12); exit_group(1); }
/// </code>
/// It has no stack, so that a child can share this process's memory, and its caller's stack, without a trace.
/// </remarks>
internal static class EntryMachine
{
    /// <summary>Where an executable's data lies in memory. It begins with the table's address, the socket's number at 8 and the message at 16.</summary>
    internal const long Data = 0x800000;

    /// <summary>Where the function that starts a child lies in the code.</summary>
    internal static int CloneOffset => RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 7 : 8;

    /// <summary>The architecture's number in an ELF header, and the code; null where we have none.</summary>
    internal static (ushort Machine, byte[] Code)? Find(Architecture architecture) => architecture switch
    {
        Architecture.X64 => (62, X64()),
        Architecture.Arm64 => (183, Bytes(Arm64)),
        _ => null,
    };

    private static byte[] X64() =>
    [
        0xbd, 0x00, 0x00, 0x80, 0x00, // entry: mov ebp, Data
        0xeb, 0x10, // jmp start
        0xb8, 0xb3, 0x01, 0x00, 0x00, // clone: mov eax, clone3
        0x0f, 0x05, // syscall
        0x48, 0x85, 0xc0, // test rax, rax
        0x74, 0x01, // jz child
        0xc3, // ret
        0x48, 0x89, 0xd5, // child: mov rbp, rdx
        0x48, 0x8b, 0x5d, 0x00, // start: mov rbx, [rbp]
        0x48, 0x8b, 0x03, // loop: mov rax, [rbx]
        0x48, 0x8b, 0x7b, 0x08, // mov rdi, [rbx+8]
        0x48, 0x8b, 0x73, 0x10, // mov rsi, [rbx+16]
        0x48, 0x8b, 0x53, 0x18, // mov rdx, [rbx+24]
        0x4c, 0x8b, 0x53, 0x20, // mov r10, [rbx+32]
        0x4c, 0x8b, 0x43, 0x28, // mov r8, [rbx+40]
        0x4c, 0x8b, 0x4b, 0x30, // mov r9, [rbx+48]
        0x48, 0x83, 0xf8, 0xff, // cmp rax, Store
        0x74, 0x2b, // je store
        0x48, 0x83, 0xf8, 0xfe, // cmp rax, Compare
        0x74, 0x2a, // je compare
        0x48, 0x83, 0xf8, 0xfd, // cmp rax, Copy
        0x74, 0x1c, // je copy
        0x0f, 0x05, // syscall
        0x48, 0x3d, 0x00, 0xf0, 0xff, 0xff, // cmp rax, -4096
        0x77, 0x21, // ja error
        0x48, 0x8b, 0x4b, 0x38, // mov rcx, [rbx+56]
        0x48, 0x85, 0xc9, // test rcx, rcx
        0x74, 0x03, // jz next
        0x48, 0x89, 0x01, // mov [rcx], rax
        0x48, 0x8b, 0x5b, 0x40, // next: mov rbx, [rbx+64]
        0xeb, 0xb7, // jmp loop
        0x48, 0x8b, 0x36, // copy: mov rsi, [rsi]
        0x48, 0x89, 0x37, // store: mov [rdi], rsi
        0xeb, 0xf2, // jmp next
        0x31, 0xc0, // compare: xor eax, eax
        0x40, 0x38, 0x37, // cmp [rdi], sil
        0x74, 0xeb, // je next
        0x48, 0x8b, 0x4b, 0x48, // error: mov rcx, [rbx+72]
        0x48, 0x85, 0xc9, // test rcx, rcx
        0x74, 0x05, // jz fail
        0x48, 0x89, 0xcb, // mov rbx, rcx
        0xeb, 0x9a, // jmp loop
        0xf7, 0xd8, // fail: neg eax
        0x8b, 0x4b, 0x50, // mov ecx, [rbx+80]
        0x89, 0x4d, 0x14, // mov [rbp+20], ecx
        0x89, 0x45, 0x18, // mov [rbp+24], eax
        0x8b, 0x7d, 0x08, // mov edi, [rbp+8]
        0x48, 0x8d, 0x75, 0x10, // lea rsi, [rbp+16]
        0xba, 0x0c, 0x00, 0x00, 0x00, // mov edx, 12
        0xb8, 0x01, 0x00, 0x00, 0x00, // mov eax, write
        0x0f, 0x05, // syscall
        0xbf, 0x01, 0x00, 0x00, 0x00, // mov edi, 1
        0xb8, 0xe7, 0x00, 0x00, 0x00, // mov eax, exit_group
        0x0f, 0x05, // syscall
    ];

    private static ReadOnlySpan<uint> Arm64 =>
    [
        0xd2a01014, // entry: mov x20, Data
        0x14000006, // b start
        0xd2803668, // clone: mov x8, clone3
        0xd4000001, // svc 0
        0xb4000040, // cbz x0, child
        0xd65f03c0, // ret
        0xaa0203f4, // child: mov x20, x2
        0xf9400293, // start: ldr x19, [x20]
        0xf9400268, // loop: ldr x8, [x19]
        0xa9408660, // ldp x0, x1, [x19, 8]
        0xa9418e62, // ldp x2, x3, [x19, 24]
        0xa9429664, // ldp x4, x5, [x19, 40]
        0xb100051f, // cmn x8, -Store
        0x540001c0, // b.eq store
        0xb100091f, // cmn x8, -Compare
        0x540001c0, // b.eq compare
        0xb1000d1f, // cmn x8, -Copy
        0x54000120, // b.eq copy
        0xd4000001, // svc 0
        0xb13ffc1f, // cmn x0, 4095
        0x540001a2, // b.cs error
        0xf9401e69, // ldr x9, [x19, 56]
        0xb4000049, // cbz x9, next
        0xf9000120, // str x0, [x9]
        0xf9402273, // next: ldr x19, [x19, 64]
        0x17ffffef, // b loop
        0xf9400021, // copy: ldr x1, [x1]
        0xf9000001, // store: str x1, [x0]
        0x17fffffc, // b next
        0x39400009, // compare: ldrb w9, [x0]
        0xd2800000, // mov x0, 0
        0x6b01013f, // cmp w9, w1
        0x54ffff00, // b.eq next
        0xf9402669, // error: ldr x9, [x19, 72]
        0xb4000069, // cbz x9, fail
        0xaa0903f3, // mov x19, x9
        0x17ffffe4, // b loop
        0x4b0003e0, // fail: neg w0, w0
        0xb9405269, // ldr w9, [x19, 80]
        0xb9001689, // str w9, [x20, 20]
        0xb9001a80, // str w0, [x20, 24]
        0xb9400a80, // ldr w0, [x20, 8]
        0x91004281, // add x1, x20, 16
        0xd2800182, // mov x2, 12
        0xd2800808, // mov x8, write
        0xd4000001, // svc 0
        0xd2800020, // mov x0, 1
        0xd2800bc8, // mov x8, exit_group
        0xd4000001, // svc 0
    ];

    private static byte[] Bytes(ReadOnlySpan<uint> code) => MemoryMarshal.AsBytes(code).ToArray();
}
