using System.Diagnostics;
using Tinyo.Oci.Linux.Procfs;

namespace Tinyo.Oci.Tests.Support;

/// <summary>A process that sleeps until it is killed, to play a container's init.</summary>
internal sealed class Sleeper : IDisposable
{
    private readonly Process _process = Process.Start("sleep", "60");

    public int Pid => _process.Id;

    public ulong StartTime => ProcessStatus.TryRead(Pid)!.Value.StartTime;

    public bool HasEnded => _process.HasExited;

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public bool EndsSoon() => _process.WaitForExit(5000);

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
