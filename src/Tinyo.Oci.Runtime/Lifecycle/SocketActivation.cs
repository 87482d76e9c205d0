using System.Globalization;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Sockets that a service manager opened for this process and that the container is to have, see sd_listen_fds(3).</summary>
internal sealed record SocketActivation(int Count, string? Names)
{
    private static SocketActivation None { get; } = new(0, null);

    /// <summary>What LISTEN_FDS says, if LISTEN_PID says that it was meant for this process.</summary>
    internal static SocketActivation OfThisProcess() =>
        Number("LISTEN_PID") == CurrentProcess.Id && Number("LISTEN_FDS") is > 0 and var count
            ? new SocketActivation(count, Environment.GetEnvironmentVariable("LISTEN_FDNAMES"))
            : None;

    /// <summary>The plan, with the program told of its sockets: it is process 1.</summary>
    internal ContainerPlan AddTo(ContainerPlan plan)
    {
        if (Count == 0 || plan.Process is not { } process)
        {
            return plan;
        }

        var environment = new List<string>(process.Env) { $"LISTEN_FDS={Count}", "LISTEN_PID=1" };
        if (Names is not null)
        {
            environment.Add($"LISTEN_FDNAMES={Names}");
        }

        return plan with { Process = process with { Env = environment } };
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
