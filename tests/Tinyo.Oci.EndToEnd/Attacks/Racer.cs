using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Whoever shares a directory with a container in the making: swaps two names in it, over and over, until disposed.</summary>
internal sealed partial class Racer : IDisposable
{
    private const int AT_FDCWD = -100;
    private const uint RENAME_EXCHANGE = 2;

    private readonly Thread _thread;
    private volatile bool _isDone;

    /// <summary>Starts to swap two names, as renameat2(2) does at once.</summary>
    internal Racer(string one, string other)
    {
        Exchange(one, other);
        _thread = new Thread(() => Swap(one, other)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How often the names changed places.</summary>
    internal long Swaps { get; private set; }

    /// <summary>Stops, with the names as they are by then.</summary>
    public void Dispose()
    {
        _isDone = true;
        _thread.Join();
    }

    private void Swap(string one, string other)
    {
        while (!_isDone)
        {
            Exchange(one, other);
            Swaps++;
        }
    }

    private static void Exchange(string one, string other)
    {
        if (Rename(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"exchange {one} and {other}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
