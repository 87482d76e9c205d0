using System.Globalization;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>Looks whether the machine has what a test needs.</summary>
internal static class Requirements
{
    /// <summary>Null when the machine has it, or else the reason for skipping.</summary>
    internal static string? WhyNot(Requirement requirement, string detail) => requirement switch
    {
        Requirement.Root => Environment.IsPrivilegedProcess ? null : "needs root",
        Requirement.Runtime => File.Exists(Runtime.Binary) ? null : $"{Runtime.Binary} is missing: make publish",
        Requirement.Tinyo => Runtime.IsTinyo ? null : $"{Path.GetFileName(Runtime.Binary)} differs from tinyo-oci here",
        Requirement.Binary => Find(detail) is not null ? null : $"needs {detail} in PATH",
        Requirement.NewerEngines => EnginePrograms.WhyNoNewer,
        Requirement.CgroupV1 => Directory.Exists("/sys/fs/cgroup/memory") ? null : "needs cgroup v1",
        Requirement.CgroupV2 => File.Exists("/sys/fs/cgroup/cgroup.controllers") ? null : "needs cgroup v2 alone at /sys/fs/cgroup",
        Requirement.UserNamespaces => UserNamespaces() ? null : "needs user namespaces",
        Requirement.Kernel => Kernel() >= Version.Parse(detail) ? null : $"needs Linux {detail}, this is {Kernel()}",
        Requirement.Capability => HasCapability(int.Parse(detail, CultureInfo.InvariantCulture)) ? null : $"needs capability {detail}",
        Requirement.FileSystem => FileSystems().Contains(detail) || (Lab is not null && Command.Run("modprobe", detail).ExitCode == 0) ? null : $"needs a kernel with {detail}",
        Requirement.Controller => Controllers().Contains(detail) ? null : $"needs the controller {detail} of cgroup v2",
        Requirement.Systemd => Directory.Exists("/run/systemd/system") ? null : "needs systemd",
        Requirement.AppArmor => AppArmor() ? null : "needs AppArmor",
        Requirement.SELinux => File.Exists("/sys/fs/selinux/enforce") && File.Exists("/etc/selinux/targeted/contexts/lxc_contexts") ? null : "needs SELinux and a policy for containers, which no guest of the lab has either: Debian's kernel runs one such module, AppArmor",
        Requirement.UserSession => UserSession.Find() is not null ? null : "needs a user's session",
        Requirement.Lab => Lab is not null && (detail.Length == 0 || Lab == detail) ? null : $"needs a guest of the lab {detail}".TrimEnd(),
        _ => throw new ArgumentOutOfRangeException(nameof(requirement), requirement, null),
    };

    /// <summary>The lab's backend, when this is one of its guests.</summary>
    internal static string? Lab { get; } = Environment.GetEnvironmentVariable("LAB");

    /// <summary>Whether a guest of the lab may have what a machine lacks.</summary>
    internal static bool IsForLab(Requirement requirement) => requirement
        is Requirement.CgroupV2 or Requirement.Controller or Requirement.Systemd or Requirement.AppArmor or Requirement.UserSession or Requirement.Lab;

    /// <summary>The path of a program, looked for in PATH and the sbin directories that a user's PATH may lack.</summary>
    internal static string? Find(string program) =>
        program.Contains('/')
            ? File.Exists(program) ? Path.GetFullPath(program) : null
            : $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(directory => Path.Combine(directory, program))
                .FirstOrDefault(File.Exists);

    private static bool UserNamespaces() =>
        File.Exists("/proc/sys/user/max_user_namespaces")
        && File.ReadAllText("/proc/sys/user/max_user_namespaces").Trim() != "0";

    private static string[] Controllers() =>
        File.Exists("/sys/fs/cgroup/cgroup.controllers") ? File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split([' ', '\n']) : [];

    private static bool AppArmor() =>
        File.Exists("/sys/module/apparmor/parameters/enabled")
        && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y')
        && Directory.Exists("/sys/kernel/security/apparmor")
        && Find("apparmor_parser") is not null;

    private static Version Kernel()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-', '+');
        return new Version(int.Parse(release[0], CultureInfo.InvariantCulture), int.Parse(release[1], CultureInfo.InvariantCulture));
    }

    private static bool HasCapability(int number) =>
        (Convert.ToUInt64(new HostProcess(Environment.ProcessId).StatusLine("CapEff"), 16) >> number & 1) == 1;

    private static IEnumerable<string> FileSystems() =>
        File.ReadLines("/proc/filesystems").Select(line => line[(line.IndexOf('\t') + 1)..]);
}
