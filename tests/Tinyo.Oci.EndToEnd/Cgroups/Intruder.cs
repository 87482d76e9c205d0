using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>A process that is nobody's container, in cgroups that are a container's.</summary>
internal sealed class Intruder : IDisposable
{
    private readonly System.Diagnostics.Process _process = System.Diagnostics.Process.Start("sleep", "100");

    /// <summary>Enters the cgroups.</summary>
    internal Intruder(string[] directories) => CgroupMove.Of(Process, directories);

    /// <summary>As the host sees it.</summary>
    internal HostProcess Process => new(_process.Id);

    /// <summary>Ends it.</summary>
    internal void Leave()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _process.Dispose();
    }
}
