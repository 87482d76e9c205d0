using System.Text;

namespace Tinyo.Oci.Linux;

/// <summary>What an errno means in words: those of glibc, which engines and people know, whichever C library is linked.</summary>
internal static class ErrnoText
{
    // In order from 0 on, each with a line of its own.
    private static ReadOnlySpan<byte> All =>
        "Success\n"u8 +
        "Operation not permitted\n"u8 +
        "No such file or directory\n"u8 +
        "No such process\n"u8 +
        "Interrupted system call\n"u8 +
        "Input/output error\n"u8 +
        "No such device or address\n"u8 +
        "Argument list too long\n"u8 +
        "Exec format error\n"u8 +
        "Bad file descriptor\n"u8 +
        "No child processes\n"u8 +
        "Resource temporarily unavailable\n"u8 +
        "Cannot allocate memory\n"u8 +
        "Permission denied\n"u8 +
        "Bad address\n"u8 +
        "Block device required\n"u8 +
        "Device or resource busy\n"u8 +
        "File exists\n"u8 +
        "Invalid cross-device link\n"u8 +
        "No such device\n"u8 +
        "Not a directory\n"u8 +
        "Is a directory\n"u8 +
        "Invalid argument\n"u8 +
        "Too many open files in system\n"u8 +
        "Too many open files\n"u8 +
        "Inappropriate ioctl for device\n"u8 +
        "Text file busy\n"u8 +
        "File too large\n"u8 +
        "No space left on device\n"u8 +
        "Illegal seek\n"u8 +
        "Read-only file system\n"u8 +
        "Too many links\n"u8 +
        "Broken pipe\n"u8 +
        "Numerical argument out of domain\n"u8 +
        "Numerical result out of range\n"u8 +
        "Resource deadlock avoided\n"u8 +
        "File name too long\n"u8 +
        "No locks available\n"u8 +
        "Function not implemented\n"u8 +
        "Directory not empty\n"u8 +
        "Too many levels of symbolic links\n"u8 +
        "Unknown error 41\n"u8 +
        "No message of desired type\n"u8 +
        "Identifier removed\n"u8 +
        "Channel number out of range\n"u8 +
        "Level 2 not synchronized\n"u8 +
        "Level 3 halted\n"u8 +
        "Level 3 reset\n"u8 +
        "Link number out of range\n"u8 +
        "Protocol driver not attached\n"u8 +
        "No CSI structure available\n"u8 +
        "Level 2 halted\n"u8 +
        "Invalid exchange\n"u8 +
        "Invalid request descriptor\n"u8 +
        "Exchange full\n"u8 +
        "No anode\n"u8 +
        "Invalid request code\n"u8 +
        "Invalid slot\n"u8 +
        "Unknown error 58\n"u8 +
        "Bad font file format\n"u8 +
        "Device not a stream\n"u8 +
        "No data available\n"u8 +
        "Timer expired\n"u8 +
        "Out of streams resources\n"u8 +
        "Machine is not on the network\n"u8 +
        "Package not installed\n"u8 +
        "Object is remote\n"u8 +
        "Link has been severed\n"u8 +
        "Advertise error\n"u8 +
        "Srmount error\n"u8 +
        "Communication error on send\n"u8 +
        "Protocol error\n"u8 +
        "Multihop attempted\n"u8 +
        "RFS specific error\n"u8 +
        "Bad message\n"u8 +
        "Value too large for defined data type\n"u8 +
        "Name not unique on network\n"u8 +
        "File descriptor in bad state\n"u8 +
        "Remote address changed\n"u8 +
        "Can not access a needed shared library\n"u8 +
        "Accessing a corrupted shared library\n"u8 +
        ".lib section in a.out corrupted\n"u8 +
        "Attempting to link in too many shared libraries\n"u8 +
        "Cannot exec a shared library directly\n"u8 +
        "Invalid or incomplete multibyte or wide character\n"u8 +
        "Interrupted system call should be restarted\n"u8 +
        "Streams pipe error\n"u8 +
        "Too many users\n"u8 +
        "Socket operation on non-socket\n"u8 +
        "Destination address required\n"u8 +
        "Message too long\n"u8 +
        "Protocol wrong type for socket\n"u8 +
        "Protocol not available\n"u8 +
        "Protocol not supported\n"u8 +
        "Socket type not supported\n"u8 +
        "Operation not supported\n"u8 +
        "Protocol family not supported\n"u8 +
        "Address family not supported by protocol\n"u8 +
        "Address already in use\n"u8 +
        "Cannot assign requested address\n"u8 +
        "Network is down\n"u8 +
        "Network is unreachable\n"u8 +
        "Network dropped connection on reset\n"u8 +
        "Software caused connection abort\n"u8 +
        "Connection reset by peer\n"u8 +
        "No buffer space available\n"u8 +
        "Transport endpoint is already connected\n"u8 +
        "Transport endpoint is not connected\n"u8 +
        "Cannot send after transport endpoint shutdown\n"u8 +
        "Too many references: cannot splice\n"u8 +
        "Connection timed out\n"u8 +
        "Connection refused\n"u8 +
        "Host is down\n"u8 +
        "No route to host\n"u8 +
        "Operation already in progress\n"u8 +
        "Operation now in progress\n"u8 +
        "Stale file handle\n"u8 +
        "Structure needs cleaning\n"u8 +
        "Not a XENIX named type file\n"u8 +
        "No XENIX semaphores available\n"u8 +
        "Is a named type file\n"u8 +
        "Remote I/O error\n"u8 +
        "Disk quota exceeded\n"u8 +
        "No medium found\n"u8 +
        "Wrong medium type\n"u8 +
        "Operation canceled\n"u8 +
        "Required key not available\n"u8 +
        "Key has expired\n"u8 +
        "Key has been revoked\n"u8 +
        "Key was rejected by service\n"u8 +
        "Owner died\n"u8 +
        "State not recoverable\n"u8 +
        "Operation not possible due to RF-kill\n"u8 +
        "Memory page has hardware error"u8;

    /// <summary>The words for an errno.</summary>
    internal static string Of(Errno error)
    {
        var number = (int)error;
        foreach (var line in All.Split((byte)'\n'))
        {
            if (number-- == 0)
            {
                return Encoding.UTF8.GetString(All[line]);
            }
        }

        return $"Unknown error {(int)error}";
    }
}
