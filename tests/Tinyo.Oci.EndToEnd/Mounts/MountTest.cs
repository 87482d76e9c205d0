using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Base of the tests about mounts: containers that show their mountinfo, on a host with mounts made for them.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class MountTest : ContainerTest
{
    /// <summary>The number of mounts in the template: the index of the first one that a test adds.</summary>
    private protected static readonly int FirstAdded = ConfigTemplate.Make("")["mounts"]!.AsArray().Count;

    /// <summary>A directory of the test's room, on the host and outside of every bundle.</summary>
    private protected string HostDirectory(string name) => Directory.CreateDirectory(Path.Combine(Room, name)).FullName;

    /// <summary>A file of the test's room, on the host and outside of every bundle.</summary>
    private protected string HostFile(string name, string content)
    {
        var path = Path.Combine(Room, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary><c>run</c> in a mount namespace where <paramref name="setup"/> made mounts first.</summary>
    private protected Task<CommandResult> RunOn(string setup, TestBundle bundle, string after = "") =>
        HostMounts.With(setup, RunCommand(bundle), after).Execute();

    /// <summary>The <c>run</c> command, not yet run.</summary>
    private protected Command RunCommand(TestBundle bundle, params string[] flags) =>
        Runtime.Call(["run", "--bundle", bundle.Save().Directory, .. flags, NewId()]);

    /// <summary>The visible mount at <paramref name="target"/> of a container that has been given <paramref name="bundle"/>.</summary>
    private protected async Task<MountLine> MountAt(string target, TestBundle bundle) =>
        MountLine.At(await Output(bundle.WithArgs("cat", "/proc/self/mountinfo")), target);

    /// <summary>The container must be refused; its error text.</summary>
    private protected async Task<string> Refusal(TestBundle bundle) => (await Run(bundle)).ShouldExitWith(1).Errors;

    /// <summary>A bundle with a user namespace, whose root is the host's root.</summary>
    private protected TestBundle NewUserNamespaceBundle()
    {
        static System.Text.Json.Nodes.JsonArray Everybody() =>
            new(new System.Text.Json.Nodes.JsonObject { ["containerID"] = 0, ["hostID"] = 0, ["size"] = 65536 });

        return NewBundle().WithNamespace("user").WithLinux("uidMappings", Everybody()).WithLinux("gidMappings", Everybody());
    }
}
