using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A Docker daemon that makes bridges, in a network namespace that stands for the machine's.</summary>
public class BridgedDocker : Docker
{
    private protected override string[] Wrapper => ["unshare", "--net", "--mount", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"];

    /// <summary>Why it can't; null when it can.</summary>
    internal static string? WhyNot { get; } =
        Command.Run("unshare", "--net", "sh", "-c", "ip link add one type bridge && ip link add two type veth peer name three && iptables -t nat -A POSTROUTING -j MASQUERADE") is { ExitCode: not 0 } result
            ? $"needs a kernel with bridges that translates addresses: {result.Errors.Trim()}"
            : null;

    private protected override JsonObject Configuration()
    {
        var configuration = base.Configuration();
        foreach (var setting in (string[])["bridge", "iptables", "ip-forward", "ip-masq"])
        {
            configuration.Remove(setting);
        }

        return configuration;
    }
}
