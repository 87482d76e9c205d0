using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Hooks;

/// <summary>Base of the tests about hooks: shell scripts that leave notes in a directory, which the container sees too.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class HookTest : ContainerTest
{
    /// <summary>The six kinds, in the order of their time.</summary>
    protected static readonly string[] Kinds = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>Where scripts leave notes, as the host sees it.</summary>
    protected string Notes => field ??= Directory.CreateDirectory(Path.Combine(Room, "notes")).FullName;

    /// <summary>The same place, as a hook of this kind sees it: only startContainer runs after pivot_root.</summary>
    protected string NotesOf(string kind) => kind == "startContainer" ? "/mnt" : Notes;

    /// <summary>A bundle that mounts the notes.</summary>
    protected TestBundle NotingBundle() => NewBundle().WithMount("/mnt", "none", Notes, "bind", "rw");

    /// <summary>A hook that is a shell script.</summary>
    protected static JsonObject Script(string script, params string[] environment) => new()
    {
        ["path"] = "/bin/sh",
        ["args"] = TestBundle.ToArray("sh", "-c", script),
        ["env"] = TestBundle.ToArray(["PATH=/usr/bin:/bin", .. environment]),
    };

    /// <summary>What was noted, or nothing.</summary>
    protected string Noted(string name) =>
        File.Exists(Path.Combine(Notes, name)) ? File.ReadAllText(Path.Combine(Notes, name)) : "";
}
