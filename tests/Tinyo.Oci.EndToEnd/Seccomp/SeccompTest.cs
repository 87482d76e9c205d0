using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>Base of the tests about filters of system calls.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class SeccompTest : ContainerTest
{
    private static readonly string[] s_libraries = ["lib", "lib64"];

    /// <summary>A profile that lets everything through but for its rules.</summary>
    protected static JsonObject Profile(params JsonObject[] rules) => new()
    {
        ["defaultAction"] = "SCMP_ACT_ALLOW",
        ["syscalls"] = new JsonArray([.. rules]),
    };

    /// <summary>What is done with some calls.</summary>
    protected static JsonObject Rule(string action, params string[] names) => new() { ["names"] = TestBundle.ToArray(names), ["action"] = action };

    /// <summary>An engine's default profile.</summary>
    protected static JsonNode ProfileOf(string engine) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Workspace.Repository, "spec-fixtures", "seccomp", $"{engine}-default.json")))!;

    /// <summary>A bundle with a profile.</summary>
    protected TestBundle BundleWith(JsonNode profile) => NewBundle().WithLinux("seccomp", profile);

    /// <summary>A bundle with a profile in which the host's programs can be run.</summary>
    protected TestBundle HostBundleWith(JsonNode profile)
    {
        var bundle = BundleWith(profile).WithMount("/usr", "none", "/usr", "rbind", "ro");
        foreach (var name in s_libraries.Where(name => File.ResolveLinkTarget($"/{name}", returnFinalTarget: false) is not null))
        {
            File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, name), $"usr/{name}");
        }

        return bundle;
    }
}
