namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A unit of the machine's systemd, as systemctl(1) shows it.</summary>
public sealed record SystemdUnit(string Name)
{
    /// <summary>The value of a property, of several the values joined by blanks; nothing for one that is not set.</summary>
    public string this[string property] =>
        Command.Run("systemctl", "show", "--value", "--property", property, Name).ShouldSucceed().Text.Replace('\n', ' ');

    /// <summary>Whether systemd remembers the unit.</summary>
    public bool IsLoaded => this["LoadState"] == "loaded";

    /// <summary>Whether it runs.</summary>
    public bool IsActive => this["ActiveState"] == "active";

    /// <summary>What a file of its cgroup holds.</summary>
    public string File(string name) => System.IO.File.ReadAllText($"/sys/fs/cgroup{this["ControlGroup"]}/{name}").Trim();
}
