using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary><c>features</c>: engines read it from both outputs together, and believe it.</summary>
public sealed class FeaturesSpecs : CommandLineTest
{
    private const string SchemaVariable = "TINYO_OCI_SCHEMA";
    private const string SchemaName = "features-schema.json";

    [Fact]
    public async Task It_is_pure_json_with_all_that_the_schema_requires()
    {
        var result = (await Infrastructure.Runtime.InvokeBare("features")).ShouldSucceed();

        result.Errors.Should().BeEmpty();
        var document = JsonNode.Parse(result.Output)!.AsObject();
        document.Select(pair => pair.Key).Should().Contain(Required());
        document.Select(pair => pair.Key).Should().Contain(["hooks", "mountOptions", "linux", "annotations", "potentiallyUnsafeConfigAnnotations"]);
        ((string)document["ociVersionMin"]!).Should().Be("1.0.0");
        Names(document["hooks"]).Should().BeEquivalentTo("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");
    }

    [Fact]
    public async Task It_needs_no_environment_and_no_state_root()
    {
        var inherited = await Features();

        var bare = await (Bare("features") with { OnlyEnvironment = new Dictionary<string, string> { ["A"] = "b" } }).Execute();

        JsonNode.DeepEquals(JsonNode.Parse(bare.ShouldSucceed().Output), inherited).Should().BeTrue();
        bare.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task It_claims_what_this_build_has()
    {
        var linux = (await Features())["linux"]!.AsObject();

        linux["intelRdt"]!.ToJsonString().Should().Be("""{"enabled":true,"schemata":true,"monitoring":true}""");
        IsEnabled(linux["mountExtensions"]?["idmap"]).Should().BeTrue("id-mapped mounts are built");
        IsEnabled(linux["apparmor"]).Should().BeTrue();
        IsEnabled(linux["selinux"]).Should().BeTrue();
        IsEnabled(linux["netDevices"]).Should().BeTrue();
    }

    [Fact]
    public async Task It_claims_systemd()
    {
        var cgroup = (await Features())["linux"]!["cgroup"]!;

        ((bool)cgroup["systemd"]!).Should().BeTrue();
        ((bool)cgroup["systemdUser"]!).Should().BeTrue();
    }

    [Fact]
    [Needs(Requirement.Kernel, "5.14")]
    public async Task Every_mount_option_that_it_names_is_accepted()
    {
        var options = Names((await Features())["mountOptions"]);
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo");
        var source = Directory.CreateDirectory(Path.Combine(Room, "source")).FullName;
        foreach (var option in options)
        {
            _ = option switch
            {
                "bind" or "rbind" => bundle.WithMount($"/mnt/{option}", "none", source, option),
                "idmap" or "ridmap" => bundle.WithMount($"/mnt/{option}", "tmpfs", "tmpfs", $"{option}=uids=0-0-10;gids=0-0-10"),
                "remount" => bundle.WithMount("/mnt/remount", "tmpfs", "tmpfs").WithMount("/mnt/remount", "tmpfs", "tmpfs", "remount"),
                _ => bundle.WithMount($"/mnt/{option}", "tmpfs", "tmpfs", option),
            };
        }

        var result = await Run(bundle);

        result.ShouldSucceed().Errors.Should().BeEmpty();
        result.Lines.Select(line => line.Split(' ')[4]).Should().Contain(options.Select(option => $"/mnt/{option}"));
        options.Should().HaveCountGreaterThan(37).And.Contain("rro");
    }

    [Fact]
    [Needs(Requirement.Kernel, "5.6")]
    public async Task Every_namespace_that_it_names_is_made()
    {
        var names = Names((await Features())["linux"]!["namespaces"]);
        var bundle = NewBundle().WithScript("ls -l /proc/self/ns");
        foreach (var name in names)
        {
            bundle.WithNamespace(name);
        }

        static JsonArray Everybody() => [new JsonObject { ["containerID"] = 0, ["hostID"] = 0, ["size"] = 65536 }];
        bundle.WithLinux("uidMappings", Everybody()).WithLinux("gidMappings", Everybody());

        var output = await Output(bundle);

        names.Should().BeEquivalentTo("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");
        var ours = new HostProcess(Environment.ProcessId);
        foreach (var kind in new[] { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" })
        {
            output.Should().Contain($"{kind}:[").And.NotContain(ours.Namespace(kind));
        }
    }

    [Fact]
    public async Task Every_capability_that_it_names_is_known()
    {
        var capabilities = Names((await Features())["linux"]!["capabilities"]);
        var bundle = NewBundle().WithProcess("capabilities", new JsonObject { ["bounding"] = TestBundle.ToArray(capabilities) });

        var result = await Run(bundle);

        result.ShouldSucceed().Errors.Should().NotContainEquivalentOf("unknown");
        capabilities.Should().BeEquivalentTo(Process.CapabilityNames.All);
    }

    [Fact]
    [Needs(Requirement.Binary, "busybox")]
    public async Task Every_filter_of_system_calls_that_it_names_is_accepted()
    {
        var seccomp = (await Features())["linux"]!["seccomp"]!;
        var operators = Names(seccomp["operators"]);
        var profile = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["architectures"] = TestBundle.ToArray(Names(seccomp["archs"])),
            ["flags"] = TestBundle.ToArray(Names(seccomp["supportedFlags"])),
            ["syscalls"] = new JsonArray([.. Names(seccomp["actions"]).Where(action => action != "SCMP_ACT_NOTIFY").Select((action, place) => (JsonNode)new JsonObject
            {
                ["names"] = TestBundle.ToArray("swapon"),
                ["action"] = action,
                ["args"] = new JsonArray([.. operators.Select((name, index) => (JsonNode)new JsonObject { ["index"] = index % 6, ["value"] = place + 1, ["valueTwo"] = place + 1, ["op"] = name })]),
            })]),
        };

        var result = await Run(NewBundle().WithArgs("grep", "Seccomp:", "/proc/self/status").WithLinux("seccomp", profile));

        result.ShouldSucceed().Errors.Should().BeEmpty();
        result.Text.Should().Be("Seccomp:\t2");
        IsEnabled(seccomp).Should().BeTrue();
        operators.Should().HaveCount(7);
        Names(seccomp["supportedFlags"]).Should().BeSubsetOf(Names(seccomp["knownFlags"]));
    }

    private static async Task<JsonObject> Features() =>
        JsonNode.Parse((await Infrastructure.Runtime.InvokeBare("features")).ShouldSucceed().Output)!.AsObject();

    private static bool IsEnabled(JsonNode? section) => (bool?)section?["enabled"] ?? false;

    private static string[] Names(JsonNode? list) => [.. list!.AsArray().Select(name => (string)name!)];

    // The schema's own list, where a copy of the specification is at hand.
    private static string[] Required() =>
        Environment.GetEnvironmentVariable(SchemaVariable) is { Length: > 0 } given ? RequiredBy(Path.Combine(given, SchemaName))
        : FindSchema() is { } found ? RequiredBy(found)
        : ["ociVersionMin", "ociVersionMax"];

    private static string[] RequiredBy(string schema) => Names(JsonNode.Parse(File.ReadAllText(schema))!["required"]);

    private static string? FindSchema()
    {
        for (var above = new DirectoryInfo(Workspace.Repository); above is not null; above = above.Parent)
        {
            var schema = Path.Combine(above.FullName, "shared", "oci-schema", SchemaName);
            if (File.Exists(schema))
            {
                return schema;
            }
        }

        return null;
    }
}
