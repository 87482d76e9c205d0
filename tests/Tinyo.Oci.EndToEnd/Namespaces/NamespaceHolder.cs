using System.Diagnostics;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>A process of the host that sleeps in namespaces of its own, made by unshare(1), until it is disposed of.</summary>
internal sealed class NamespaceHolder : IDisposable
{
    private readonly System.Diagnostics.Process _process;

    /// <summary>Starts <c>unshare</c> with <paramref name="flags"/> and waits until it sleeps.</summary>
    internal NamespaceHolder(string room, params string[] flags)
    {
        var ready = Path.Combine(room, $"holds-{Guid.NewGuid():N}");
        _process = System.Diagnostics.Process.Start(new ProcessStartInfo("unshare", [.. flags, "sh", "-c", "touch \"$1\"; exec sleep 100", "sh", ready]) { UseShellExecute = false })!;
        for (var tries = 0; !File.Exists(ready); tries++)
        {
            tries.Should().BeLessThan(500, "unshare {0} must start", string.Join(' ', flags));
            Thread.Sleep(10);
        }
    }

    /// <summary>The one that holds the namespaces: with --fork, only its children are in them.</summary>
    internal HostProcess Process => new(_process.Id);

    /// <summary>Ends it and what it started.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
