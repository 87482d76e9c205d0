using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Files that live in memory and have no name, see memfd_create(2).</summary>
internal static unsafe class MemoryFile
{
    private const uint MFD_CLOEXEC = 1;
    private const uint MFD_ALLOW_SEALING = 2;
    private const uint MFD_EXEC = 0x10;
    private const int F_ADD_SEALS = 1033;
    private const int AllButExecution = 1 | 2 | 4 | 8; // F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE

    /// <summary>Makes an empty file that may be executed; the name shows up in /proc alone.</summary>
    internal static SafeFileHandle Create(string name)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetByteCount(name) + 1];
        bytes[Encoding.UTF8.GetBytes(name, bytes)] = 0;
        fixed (byte* text = bytes)
        {
            var fd = Libc.Syscall(SystemCall.MemfdCreate, (nint)text, (nint)(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
            if (fd < 0 && Libc.LastError is Errno.EINVAL)
            {
                fd = Libc.Syscall(SystemCall.MemfdCreate, (nint)text, (nint)(MFD_CLOEXEC | MFD_ALLOW_SEALING)); // before Linux 6.3 all of them may be
            }

            return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true)
                : throw LinuxException.Last("memfd_create", Libc.LastError is Errno.EACCES ? "an executable file (sysctl vm.memfd_noexec=2 forbids it)" : name);
        }
    }

    /// <summary>Keeps everybody, root too, from changing what is in the file.</summary>
    internal static void Seal(SafeFileHandle file) =>
        LinuxException.ThrowIfFailed(Libc.Fcntl((int)file.DangerousGetHandle(), F_ADD_SEALS, AllButExecution), "fcntl", "seals of a file in memory");

    /// <summary>Writes all bytes at a place.</summary>
    internal static void WriteAt(SafeFileHandle file, ReadOnlySpan<byte> content, long offset)
    {
        fixed (byte* bytes = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var count = Libc.Pwrite(file, bytes + done, (nuint)(content.Length - done), offset + done);
                if (count < 0 && Libc.LastError is not Errno.EINTR)
                {
                    throw LinuxException.Last("write", "a file in memory");
                }

                done += Math.Max((int)count, 0);
            }
        }
    }
}
