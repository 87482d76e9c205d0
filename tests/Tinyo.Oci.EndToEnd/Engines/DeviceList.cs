using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>What a vendor's driver installs so that its devices can be asked for by name (CDI), as those of GPUs are: a node, a variable, a mount and a hook.</summary>
internal static class DeviceList
{
    /// <summary>What goes to <c>--device</c>.</summary>
    internal const string Device = "example.org/gpu=one";

    /// <summary>A script that tells whether all of it is there.</summary>
    internal const string Look = "echo $GPU; stat -c %t:%T /dev/gpu0; echo x >/dev/gpu0 && ls /drivers && touch /drivers/x 2>&1 || true";

    /// <summary>What the script prints.</summary>
    internal static string[] Seen { get; } = ["one", "1:3", "driver", "touch: /drivers/x: Read-only file system"];

    /// <summary>Writes it for one device, which is the null device; the hook writes the container's state to <paramref name="state"/>.</summary>
    internal static void Write(string directory, string state)
    {
        var drivers = Workspace.NewRoom("drivers");
        File.WriteAllText(Path.Combine(drivers, "driver"), "");
        var edits = new JsonObject
        {
            ["env"] = TestBundle.ToArray("GPU=one"),
            ["deviceNodes"] = new JsonArray(new JsonObject { ["path"] = "/dev/gpu0", ["hostPath"] = "/dev/null", ["type"] = "c", ["major"] = 1, ["minor"] = 3, ["permissions"] = "rw" }),
            ["mounts"] = new JsonArray(new JsonObject { ["hostPath"] = drivers, ["containerPath"] = "/drivers", ["options"] = TestBundle.ToArray("ro", "nosuid", "nodev", "rbind") }),
            ["hooks"] = new JsonArray(new JsonObject { ["hookName"] = "createContainer", ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", $"cat >{state}") }),
        };
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "example.json"), new JsonObject
        {
            ["cdiVersion"] = "0.5.0",
            ["kind"] = "example.org/gpu",
            ["devices"] = new JsonArray(new JsonObject { ["name"] = "one", ["containerEdits"] = edits }),
        }.ToJsonString());
    }
}
