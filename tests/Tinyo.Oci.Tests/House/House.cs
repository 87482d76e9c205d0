namespace Tinyo.Oci.Tests.House;

/// <summary>The rooms and their floors: arrows only go down.</summary>
internal static class House
{
    private const string Runtime = "Tinyo.Oci.Runtime";

    /// <summary>Each room's floor.</summary>
    internal static IReadOnlyDictionary<string, int> Floors { get; } = new Dictionary<string, int>
    {
        ["Tinyo.Oci.Cli"] = 4,
        ["Lifecycle"] = 3,
        ["Init"] = 2,
        ["Hooks"] = 2,
        ["Cgroups"] = 2,
        ["Bundles"] = 1,
        ["Planning"] = 1,
        ["Resctrl"] = 1,
        ["Seccomp"] = 1,
        ["State"] = 1,
        ["Systemd"] = 1,
        ["Tinyo.Oci.Spec"] = 0,
        ["Tinyo.Oci.Linux"] = 0,
    };

    /// <summary>The room that a namespace, or a full name in it, belongs to.</summary>
    internal static string RoomOf(string name)
    {
        var words = name.Split('.');
        var project = string.Join('.', words.Take(3));
        return project == Runtime && words.Length > 3 ? words[3] : project;
    }
}
