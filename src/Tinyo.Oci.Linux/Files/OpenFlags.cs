namespace Tinyo.Oci.Linux.Files;

/// <summary>How a file is opened, see open(2). O_CLOEXEC is always added.</summary>
[Flags]
public enum OpenFlags
{
    O_RDONLY = 0,
    O_WRONLY = 0x1,
    O_RDWR = 0x2,
    O_CREAT = 0x40,
    O_EXCL = 0x80,
    O_NOCTTY = 0x100,
    O_TRUNC = 0x200,
    O_APPEND = 0x400,
    O_NONBLOCK = 0x800,
    O_PATH = 0x200000,
    O_CLOEXEC = 0x80000,

    /// <summary>Differs between architectures, see <see cref="OpenFlagsExtensions.ToKernel"/>.</summary>
    O_DIRECTORY = 0x10000,

    /// <summary>Differs between architectures, see <see cref="OpenFlagsExtensions.ToKernel"/>.</summary>
    O_NOFOLLOW = 0x20000,
}
