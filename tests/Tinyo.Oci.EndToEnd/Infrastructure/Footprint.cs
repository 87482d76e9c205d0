using Tinyo.Oci.EndToEnd.Infrastructure;

[assembly: AssemblyFixture(typeof(Footprint))]

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>What the whole run must not leave: cgroups, controllers that were handed down for a test, units of systemd. It fails the run.</summary>
public sealed class Footprint : IDisposable
{
    private const string Top = "/sys/fs/cgroup";
    private const string Enabled = "cgroup.subtree_control";

    private static readonly string[] s_names = [$"e2e-{Environment.ProcessId}-", $"e2e-{Environment.ProcessId:D7}-"];
    private static readonly string? s_root = new[] { $"{Top}/unified", Top }.FirstOrDefault(path => File.Exists($"{path}/{Enabled}"));

    private readonly string[] _controllers = Controllers();

    /// <summary>Takes back what tests had handed down, and looks for what they left.</summary>
    public void Dispose()
    {
        // The runtime hands a controller down for good, as others on the machine may need it; here nobody else does.
        foreach (var controller in Environment.IsPrivilegedProcess ? Controllers().Except(_controllers) : [])
        {
            try
            {
                File.WriteAllText($"{s_root}/{Enabled}", $"-{controller}");
            }
            catch (IOException)
            {
                // a systemd that was asked for it has handed it further down
            }
        }

        string[] left = [.. Cgroups(), .. Units()];
        if (left.Length > 0)
        {
            throw new InvalidOperationException($"the run has left:\n{string.Join('\n', left)}");
        }
    }

    /// <summary>The cgroups that carry the name of this run.</summary>
    internal static IEnumerable<string> Cgroups() =>
        Directory.Exists(Top)
            ? from path in Directory.EnumerateDirectories(Top, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })
              where s_names.Any(Path.GetFileName(path).Contains)
              select $"cgroup {path}"
            : [];

    private static IEnumerable<string> Units() =>
        Directory.Exists("/run/systemd/system")
            ? Command.Run("systemctl", ["list-units", "--all", "--plain", "--no-legend", "--full", .. s_names.Select(name => $"*{name}*")]).Lines.Select(line => $"unit {line}")
            : [];

    private static string[] Controllers() => s_root is null ? [] : File.ReadAllText($"{s_root}/{Enabled}").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
