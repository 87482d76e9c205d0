using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>A mount namespace that somebody prepared, held by a process.</summary>
internal sealed class MountHolder : IDisposable
{
    /// <summary>Makes one by a script.</summary>
    internal MountHolder(string script)
    {
        var result = Command.Run("sh", "-c", $"unshare --mount --propagation private sh -c \"{script} && exec sleep 60\" > /dev/null 2>&1 & echo $!");
        Pid = int.Parse(result.Text, CultureInfo.InvariantCulture);
        for (var n = 0; n < 200 && !new HostProcess(Pid).CommandLine.StartsWith("sleep", StringComparison.Ordinal); n++)
        {
            Thread.Sleep(10);
        }

    }

    /// <summary>The process.</summary>
    internal int Pid { get; }

    /// <inheritdoc/>
    public void Dispose() => Command.Run("kill", "-9", $"{Pid}");
}
