using System.Globalization;
using System.Text.Json.Nodes;

namespace Tinyo.Oci.Bench;

/// <summary>The bundles, the same for all: made of runc's default specification and Podman's, with one root filesystem.</summary>
internal sealed class Bundles
{
    private readonly string _room;
    private readonly JsonObject _plain;

    /// <summary><paramref name="room"/> holds rootfs, default.json, podman.json and seccomp.json.</summary>
    public Bundles(string room)
    {
        _room = room;
        _plain = Read("default.json");
        _plain["ociVersion"] = "1.0.2"; // a newer one is nothing that older runtimes take
        var podman = Podman();
        Plain = Write("plain", _plain, "/bin/true");
        PlainResident = Write("plain-resident", _plain, "/bin/sleep", "100000");
        WithProfile = Write("podman", podman, "/bin/true");
        ProfileResident = Write("podman-resident", podman, "/bin/sleep", "100000");
    }

    public string RootFilesystem => Path.Combine(_room, "rootfs");

    public string Plain { get; }

    public string PlainResident { get; }

    public string WithProfile { get; }

    public string ProfileResident { get; }

    /// <summary>The plain bundle with a memory limit.</summary>
    public string Limited(long bytes)
    {
        var config = _plain.DeepClone().AsObject();
        config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = bytes };
        return Write("limited", config, "/bin/true");
    }

    private JsonObject Podman()
    {
        var config = Read("podman.json");
        config["linux"]!["seccomp"] = Read("seccomp.json");
        config["linux"]!.AsObject().Remove("cgroupsPath"); // as many at once as there are ids
        foreach (var mount in config["mounts"]!.AsArray().Where(mount => (string?)mount!["type"] == "bind"))
        {
            mount!["source"] = Source((string)mount["destination"]!);
        }

        foreach (var limit in config["process"]!["rlimits"]!.AsArray())
        {
            Lower(limit!.AsObject());
        }

        return config;
    }

    private string Source(string destination)
    {
        var path = Path.Combine(_room, "sources", Path.GetFileName(destination));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (destination == "/dev/shm")
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllText(path, "");
        }

        return path;
    }

    // Podman, too, asks for no more than it has.
    private static void Lower(JsonObject limit)
    {
        var name = (string)limit["type"]! == "RLIMIT_NOFILE" ? "Max open files" : "Max processes";
        var hard = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        if (ulong.TryParse(hard, CultureInfo.InvariantCulture, out var most) && most < limit["hard"]!.GetValue<ulong>())
        {
            limit["hard"] = most;
            limit["soft"] = most;
        }
    }

    private JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(_room, name)))!.AsObject();

    private string Write(string name, JsonObject template, params string[] words)
    {
        var config = template.DeepClone().AsObject();
        config["root"]!["path"] = RootFilesystem;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray([.. words.Select(word => (JsonNode)word)]);
        var bundle = Directory.CreateDirectory(Path.Combine(_room, name)).FullName;
        File.WriteAllText(Path.Combine(bundle, "config.json"), config.ToJsonString());
        return bundle;
    }
}
