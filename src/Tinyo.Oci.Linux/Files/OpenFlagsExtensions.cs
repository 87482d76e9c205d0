using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Turns <see cref="OpenFlags"/>, which are x86-64's, into the running architecture's.</summary>
internal static class OpenFlagsExtensions
{
    private const OpenFlags Moved = OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    // arm64 and ppc64 keep O_DIRECTORY and O_NOFOLLOW two bits lower than everybody else.
    private static readonly bool s_low =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Ppc64le;

    internal static int ToKernel(this OpenFlags flags)
    {
        var kernel = (int)(flags | OpenFlags.O_CLOEXEC);
        return s_low ? (kernel & ~(int)Moved) | ((int)(flags & Moved) >> 2) : kernel;
    }
}
