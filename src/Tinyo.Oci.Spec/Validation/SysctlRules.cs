using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for kernel parameters: only those of a namespace that the container has to itself.</summary>
internal static class SysctlRules
{
    internal static void Check(Findings findings, IReadOnlyDictionary<string, string> sysctl, NamespaceSet namespaces)
    {
        foreach (var (name, value) in sysctl)
        {
            var path = JsonPath.Member("linux.sysctl", name);
            findings.NoNul(path, value);
            if (Refusal(Dotted(name), namespaces) is { } refusal)
            {
                findings.Error(path, refusal);
            }
        }
    }

    /// <summary>Brings <c>net/ipv4/conf/eno2.100/x</c> to <c>net.ipv4.conf.eno2/100.x</c>: the first separator decides, see sysctl(8).</summary>
    internal static string Dotted(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        return first < 0 || name[first] is '.'
            ? name
            : string.Create(name.Length, name, static (dotted, name) =>
            {
                for (var index = 0; index < name.Length; index++)
                {
                    dotted[index] = name[index] switch { '/' => '.', '.' => '/', var other => other };
                }
            });
    }

    private static string? Refusal(string name, NamespaceSet namespaces)
    {
        if (!IsPath(name))
        {
            return "not the name of a kernel parameter";
        }

        if (name is "kernel.hostname")
        {
            return "not allowed: use hostname";
        }

        return Owner(name) switch
        {
            null => "not allowed: it belongs to the host, not to a namespace",
            var owner when !namespaces.Has(owner) => $"not allowed without {(owner[0] is 'u' or 'n' ? "a" : "an")} {owner} namespace",
            _ => null,
        };
    }

    private static string? Owner(string name) => name switch
    {
        "kernel.domainname" => "uts",
        _ when name.StartsWith("net.", StringComparison.Ordinal) => "network",
        _ when name.StartsWith("user.", StringComparison.Ordinal) => "user",
        _ when name.StartsWith("fs.mqueue.", StringComparison.Ordinal) => "ipc",
        _ when name.StartsWith("kernel.msg", StringComparison.Ordinal) => "ipc",
        _ when name.StartsWith("kernel.shm", StringComparison.Ordinal) => "ipc",
        "kernel.sem" or "kernel.sem_next_id" => "ipc",
        _ => null,
    };

    // No step may be "..": net.//.kernel is /proc/sys/net/../kernel.
    private static bool IsPath(string name)
    {
        foreach (var step in name.Split('.'))
        {
            if (step is "" or "/" or "//" || step.Contains('\0'))
            {
                return false;
            }
        }

        return true;
    }
}
