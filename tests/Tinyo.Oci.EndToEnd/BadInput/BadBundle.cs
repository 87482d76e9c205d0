using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.BadInput;

/// <summary>One way to spoil a bundle, and what the refusal has to name.</summary>
internal sealed record BadBundle(string Expected, Action<TestBundle> Change)
{
    private const string Self = "/proc/self/ns";

    /// <summary>What is done to the bundle after config.json was written.</summary>
    internal Action<TestBundle> Wreck { get; init; } = _ => { };

    /// <summary>Whether runc 1.1 refuses it in one line too, which proves the test.</summary>
    internal bool RuncToo { get; init; } = true;

    /// <summary>Every way, by name.</summary>
    internal static IReadOnlyDictionary<string, BadBundle> All { get; } = new Dictionary<string, BadBundle>
    {
        ["no bundle"] = new("bundle", Nothing) { Wreck = bundle => Directory.Move(bundle.Directory, bundle.Directory + ".gone") },
        ["no config.json"] = new("config\\.json", Nothing) { Wreck = bundle => File.Delete(bundle.ConfigFile) },
        ["config.json is a directory"] = Written("config\\.json", bundle =>
        {
            File.Delete(bundle.ConfigFile);
            Directory.CreateDirectory(bundle.ConfigFile);
        }),
        ["empty config.json"] = Written("config\\.json", bundle => File.WriteAllText(bundle.ConfigFile, "")),
        ["broken JSON"] = Written("config\\.json", bundle => File.WriteAllText(bundle.ConfigFile, "{ \"ociVersion\": \"1.0.0\", ")),
        ["an array"] = Written("config\\.json", bundle => File.WriteAllText(bundle.ConfigFile, "[]")),
        ["something after the end"] = Written("config\\.json", bundle => File.AppendAllText(bundle.ConfigFile, " x")),
        ["too deep JSON"] = Written("config\\.json", bundle => File.WriteAllText(bundle.ConfigFile, $$"""{ "ociVersion": "1.0.0", "x": {{new string('[', 100_000)}}{{new string(']', 100_000)}} }""")),
        ["200 MB"] = Written("config\\.json", bundle =>
        {
            using var file = File.Create(bundle.ConfigFile);
            file.SetLength(200 << 20);
        }),

        ["a number as hostname"] = Json("config\\.json.*hostname", config => config["hostname"] = 5),
        ["words as a limit"] = Json("linux\\.resources\\.memory\\.limit", config => config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = "lots" }),
        ["no version"] = Json("ociVersion", config => config.Remove("ociVersion")),
        ["no real version"] = Json("ociVersion|version", config => config["ociVersion"] = "nonsense"),

        ["missing root"] = Config("/no-such-root", config => config["root"]!["path"] = "no-such-root"),
        ["root is a file"] = Json("config\\.json|root", config => config["root"]!["path"] = "config.json"),
        ["no root at all"] = Json("root", config => config.Remove("root")),
        ["hostname without a namespace"] = new("hostname", bundle => bundle.WithoutNamespace("uts")) { RuncToo = false },
        ["duplicate namespaces"] = Config("duplicate.*(namespace|ns)|namespaces.*twice", config => config["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "pid" })),
        ["unknown namespace"] = Config("galaxy", config => config["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "galaxy" })),
        ["joined namespace of the wrong kind"] = new($"{Self}/uts", bundle => bundle.WithNamespace("network", $"{Self}/uts")) { RuncToo = false },
        ["missing joined namespace"] = new("/no/such/ns", bundle => bundle.WithNamespace("network", "/no/such/ns")) { RuncToo = false },
        ["mapping without a user namespace"] = new("[mM]apping|user namespace", bundle => bundle.WithLinux("uidMappings", Mapping(0, 100_000, 10))) { RuncToo = false },
        ["user namespace without mappings"] = new("[mM]apping", bundle => bundle.WithNamespace("user")),
        ["mappings that overlap"] = new("[mM]ap", bundle => bundle.WithNamespace("user").WithoutMount("/sys/fs/cgroup").WithLinux("gidMappings", Mapping(0, 100_000, 10))
            .WithLinux("uidMappings", new JsonArray([.. Mapping(0, 100_000, 10).Concat(Mapping(5, 200_000, 10)).Select(one => one!.DeepClone())])))
        { RuncToo = false },

        ["bad mount source"] = new("/no/such/source", bundle => bundle.WithMount("/mnt", "none", "/no/such/source", "bind")),
        ["bad mount option"] = new("nosuchoption|/mnt", bundle => bundle.WithMount("/mnt", "tmpfs", "tmpfs", "nosuchoption=1")),
        ["unknown file system"] = new("nosuchfs|/mnt", bundle => bundle.WithMount("/mnt", "nosuchfs", "none")),
        ["a directory mounted on a file"] = new("not a directory", bundle => bundle.WithMount("/etc/passwd", "none", "/etc", "bind")) { RuncToo = false },

        ["missing binary"] = Args("no-such-program.*executable file not found in \\$PATH", "no-such-program"),
        ["missing binary by path"] = Args("/no/such/program.*no such file or directory", "/no/such/program"),
        ["binary without permission"] = Args("/etc/passwd.*permission denied", "/etc/passwd"),
        ["binary is a directory"] = Args("/etc.*(is a directory|permission denied)", "/etc"),
        ["no arguments"] = Args("args"),
        ["relative working directory"] = new("cwd|Cwd", bundle => bundle.WithProcess("cwd", "tmp")),
        ["variable without a value"] = new("env|NOVALUE", bundle => bundle.WithProcess("env", TestBundle.ToArray("NOVALUE"))) { RuncToo = false },
        ["unknown limit"] = new("RLIMIT_TEA", bundle => bundle.WithProcess("rlimits", Limit("RLIMIT_TEA", 1, 1))),
        ["duplicate limits"] = new("RLIMIT_CORE|rlimit", bundle => bundle.WithProcess("rlimits", new JsonArray([.. Limit("RLIMIT_CORE", 1, 1).Concat(Limit("RLIMIT_CORE", 2, 2)).Select(one => one!.DeepClone())]))) { RuncToo = false },
        ["soft above hard"] = new("RLIMIT_NOFILE|rlimit", bundle => bundle.WithProcess("rlimits", Limit("RLIMIT_NOFILE", 20, 10))),
        ["unknown device type"] = new(@"/dev/tea|linux\.devices\[0\]", bundle => bundle.WithLinux("devices", JsonNode.Parse("""[ { "path": "/dev/tea", "type": "x", "major": 1, "minor": 3 } ]"""))) { RuncToo = false },
        ["unknown scheduler"] = new("SCHED_TEA", bundle => bundle.WithProcess("scheduler", JsonNode.Parse("""{ "policy": "SCHED_TEA" }"""))) { RuncToo = false },
        ["unknown personality"] = new("TEA", bundle => bundle.WithLinux("personality", JsonNode.Parse("""{ "domain": "TEA" }"""))) { RuncToo = false },
        ["unknown propagation"] = new("tea", bundle => bundle.WithLinux("rootfsPropagation", "tea")),

        ["hook that fails"] = Hook("hook", "/bin/false"),
        ["hook that is missing"] = Hook("/no/such/hook", "/no/such/hook"),
        ["hook with a relative path"] = Hook("hook", "bin/true"),
    };

    private static void Nothing(TestBundle bundle)
    {
    }

    private static BadBundle Config(string expected, Action<JsonObject> change) => new(expected, bundle => bundle.With(change));

    // runc 1.1 checks less than we do, or says less.
    private static BadBundle Json(string expected, Action<JsonObject> change) => Config(expected, change) with { RuncToo = false };

    private static BadBundle Args(string expected, params string[] arguments) => new(expected, bundle => bundle.WithArgs(arguments));

    private static BadBundle Hook(string expected, string path) => new(expected, bundle => bundle.WithHook("createRuntime", new JsonObject { ["path"] = path }));

    // runc 1.1 names no file when it is not the JSON it wants.
    private static BadBundle Written(string expected, Action<TestBundle> write) => new(expected, Nothing) { RuncToo = false, Wreck = write };

    private static JsonArray Mapping(int inside, int outside, int size) =>
        new(new JsonObject { ["containerID"] = inside, ["hostID"] = outside, ["size"] = size });

    private static JsonArray Limit(string type, int soft, int hard) =>
        new(new JsonObject { ["type"] = type, ["soft"] = soft, ["hard"] = hard });
}
