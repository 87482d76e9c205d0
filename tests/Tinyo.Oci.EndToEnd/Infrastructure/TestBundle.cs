using System.Text.Json.Nodes;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A bundle that a test builds: busybox as root filesystem and a config.json that can be changed in every place.</summary>
public sealed class TestBundle
{
    private static readonly string[] s_directories =
        ["bin", "dev", "etc", "home", "proc", "root", "run", "sys", "tmp", "usr", "var", "mnt"];

    /// <summary>Makes a bundle with an own root filesystem in <paramref name="directory"/>.</summary>
    public TestBundle(string directory)
    {
        Directory = directory;
        Config = ConfigTemplate.Make(directory);
        MakeRootFilesystem();
    }

    /// <summary>The bundle's directory.</summary>
    public string Directory { get; }

    /// <summary>The root filesystem, as seen from the host.</summary>
    public string RootFilesystem => Path.Combine(Directory, "rootfs");

    /// <summary>config.json as it will be written.</summary>
    public JsonObject Config { get; private set; }

    /// <summary>The file that <see cref="Save"/> writes.</summary>
    public string ConfigFile => Path.Combine(Directory, "config.json");

    /// <summary>Changes the configuration in any way.</summary>
    public TestBundle With(Action<JsonObject> change)
    {
        change(Config);
        return this;
    }

    /// <summary>Takes another configuration in place of the template.</summary>
    public TestBundle With(JsonObject config)
    {
        Config = config;
        return this;
    }

    /// <summary>Sets the program and its arguments.</summary>
    public TestBundle WithArgs(params string[] arguments) =>
        With(config => config["process"]!["args"] = ToArray(arguments));

    /// <summary>Sets the program to a shell script.</summary>
    public TestBundle WithScript(string script) => WithArgs("/bin/sh", "-c", script);

    /// <summary>Sets a property of <c>process</c>.</summary>
    public TestBundle WithProcess(string property, JsonNode? value) =>
        With(config => config["process"]![property] = value);

    /// <summary>Sets a property of <c>linux</c>.</summary>
    public TestBundle WithLinux(string property, JsonNode? value) =>
        With(config => config["linux"]![property] = value);

    /// <summary>Adds a variable to the program's environment.</summary>
    public TestBundle WithEnvironment(string name, string value) =>
        With(config => config["process"]!["env"]!.AsArray().Add($"{name}={value}"));

    /// <summary>Adds a mount after the others.</summary>
    public TestBundle WithMount(string destination, string? type, string? source, params string[] options)
    {
        var mount = new JsonObject { ["destination"] = destination, ["options"] = ToArray(options) };
        if (type is not null)
        {
            mount["type"] = type;
        }

        if (source is not null)
        {
            mount["source"] = source;
        }

        return With(config => config["mounts"]!.AsArray().Add(mount));
    }

    /// <summary>Leaves a mount of the template away.</summary>
    public TestBundle WithoutMount(string destination) => With(config =>
    {
        var mounts = config["mounts"]!.AsArray();
        mounts.Remove(mounts.Single(mount => (string?)mount!["destination"] == destination));
    });

    /// <summary>Adds a namespace, or joins one by path; takes the place of one of the same type.</summary>
    public TestBundle WithNamespace(string type, string? path = null)
    {
        WithoutNamespace(type);
        var wanted = new JsonObject { ["type"] = type };
        if (path is not null)
        {
            wanted["path"] = path;
        }

        return With(config => config["linux"]!["namespaces"]!.AsArray().Add(wanted));
    }

    /// <summary>Leaves a namespace of the template away.</summary>
    public TestBundle WithoutNamespace(string type) => With(config =>
    {
        var namespaces = config["linux"]!["namespaces"]!.AsArray();
        if (namespaces.FirstOrDefault(one => (string?)one!["type"] == type) is { } found)
        {
            namespaces.Remove(found);
        }
    });

    /// <summary>A hook that does nothing, in the container's namespaces: so init must make the container itself, from inside.</summary>
    public TestBundle MadeFromInside() => WithHook("createContainer", new JsonObject { ["path"] = "/bin/true" });

    /// <summary>Adds a hook of one kind, such as <c>prestart</c> or <c>poststop</c>.</summary>
    public TestBundle WithHook(string kind, JsonObject hook) => With(config =>
    {
        var hooks = (JsonObject)(config["hooks"] ??= new JsonObject());
        ((JsonArray)(hooks[kind] ??= new JsonArray())).Add(hook);
    });

    /// <summary>Writes a file of the bundle, by its path from the bundle's directory.</summary>
    public TestBundle WithFile(string path, string content, string mode = "644")
    {
        var file = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        return this;
    }

    /// <summary>Writes config.json.</summary>
    public TestBundle Save()
    {
        File.WriteAllText(ConfigFile, Config.ToJsonString());
        return this;
    }

    /// <summary>A JSON array of strings.</summary>
    public static JsonArray ToArray(params string[] words) => new([.. words.Select(word => (JsonNode)word)]);

    // One busybox for the whole run, linked to, and a link for each of its names: some 300 cheap calls.
    private void MakeRootFilesystem()
    {
        foreach (var name in s_directories)
        {
            System.IO.Directory.CreateDirectory(Path.Combine(RootFilesystem, name));
        }

        var bin = Path.Combine(RootFilesystem, "bin");
        File.CreateSymbolicLink(Path.Combine(RootFilesystem, "sbin"), "bin");
        File.CreateSymbolicLink(Path.Combine(RootFilesystem, "usr", "bin"), "../bin");
        HardLink.Create(Workspace.Busybox, Path.Combine(bin, "busybox"));
        foreach (var applet in Workspace.Applets.Where(applet => applet != "busybox"))
        {
            File.CreateSymbolicLink(Path.Combine(bin, applet), "busybox");
        }

        File.WriteAllText(Path.Combine(RootFilesystem, "etc", "passwd"), "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n");
        File.WriteAllText(Path.Combine(RootFilesystem, "etc", "group"), "root:x:0:\nuser:x:1000:\n");
    }
}
