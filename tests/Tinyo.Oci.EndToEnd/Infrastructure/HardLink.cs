using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>link(2).</summary>
internal static partial class HardLink
{
    internal static void Create(string existing, string path)
    {
        if (Link(existing, path) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"link {existing} {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
