using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

/// <summary>Every property that the specification calls REQUIRED, left out.</summary>
public sealed class RequiredPropertySpecs
{
    [Theory]
    [InlineData("""{ "root": { "path": "rootfs" } }""", "ociVersion")]
    [InlineData("""{ "ociVersion": "1.3.0" }""", "root")]
    [InlineData("""{ "ociVersion": "1.3.0", "root": {} }""", "root.path")]
    [InlineData("""{ "ociVersion": "1.3.0", "mounts": [{}] }""", "mounts[0].destination")]
    public void At_the_top(string config, string path) => Refusal(config).Should().Be($"config.json: {path}: missing, but required");

    [Theory]
    [InlineData("""{ "args": ["sh"] }""", "cwd")]
    [InlineData("""{ "cwd": "/", "consoleSize": { "width": 1 } }""", "consoleSize.height")]
    [InlineData("""{ "cwd": "/", "consoleSize": { "height": 1 } }""", "consoleSize.width")]
    [InlineData("""{ "cwd": "/", "rlimits": [{ "soft": 1, "hard": 1 }] }""", "rlimits[0].type")]
    [InlineData("""{ "cwd": "/", "rlimits": [{ "type": "RLIMIT_CPU", "hard": 1 }] }""", "rlimits[0].soft")]
    [InlineData("""{ "cwd": "/", "rlimits": [{ "type": "RLIMIT_CPU", "soft": 1 }] }""", "rlimits[0].hard")]
    [InlineData("""{ "cwd": "/", "scheduler": { "nice": 1 } }""", "scheduler.policy")]
    [InlineData("""{ "cwd": "/", "ioPriority": { "priority": 1 } }""", "ioPriority.class")]
    public void Of_the_process(string process, string path) =>
        Refusal($$"""{ "ociVersion": "1.3.0", "process": {{process}} }""").Should().Be($"config.json: process.{path}: missing, but required");

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Of_a_hook(string kind) =>
        Refusal($$"""{ "ociVersion": "1.3.0", "hooks": { "{{kind}}": [{ "args": ["x"] }] } }""").Should().Be($"config.json: hooks.{kind}[0].path: missing, but required");

    [Theory]
    [InlineData("""{ "namespaces": [{ "path": "/x" }] }""", "namespaces[0].type")]
    [InlineData("""{ "uidMappings": [{ "hostID": 1, "size": 1 }] }""", "uidMappings[0].containerID")]
    [InlineData("""{ "uidMappings": [{ "containerID": 1, "size": 1 }] }""", "uidMappings[0].hostID")]
    [InlineData("""{ "gidMappings": [{ "containerID": 1, "hostID": 1 }] }""", "gidMappings[0].size")]
    [InlineData("""{ "devices": [{ "path": "/dev/x" }] }""", "devices[0].type")]
    [InlineData("""{ "devices": [{ "type": "p" }] }""", "devices[0].path")]
    [InlineData("""{ "seccomp": {} }""", "seccomp.defaultAction")]
    [InlineData("""{ "seccomp": { "defaultAction": "x", "syscalls": [{ "action": "x" }] } }""", "seccomp.syscalls[0].names")]
    [InlineData("""{ "seccomp": { "defaultAction": "x", "syscalls": [{ "names": ["x"] }] } }""", "seccomp.syscalls[0].action")]
    [InlineData("""{ "seccomp": { "defaultAction": "x", "syscalls": [{ "names": ["x"], "action": "x", "args": [{ "value": 1, "op": "x" }] }] } }""", "seccomp.syscalls[0].args[0].index")]
    [InlineData("""{ "seccomp": { "defaultAction": "x", "syscalls": [{ "names": ["x"], "action": "x", "args": [{ "index": 1, "op": "x" }] }] } }""", "seccomp.syscalls[0].args[0].value")]
    [InlineData("""{ "seccomp": { "defaultAction": "x", "syscalls": [{ "names": ["x"], "action": "x", "args": [{ "index": 1, "value": 1 }] }] } }""", "seccomp.syscalls[0].args[0].op")]
    public void Of_linux(string linux, string path) =>
        Refusal($$"""{ "ociVersion": "1.3.0", "linux": {{linux}} }""").Should().Be($"config.json: linux.{path}: missing, but required");

    [Theory]
    [InlineData("""{ "devices": [{ "access": "r" }] }""", "devices[0].allow")]
    [InlineData("""{ "blockIO": { "weightDevice": [{ "minor": 0, "weight": 10 }] } }""", "blockIO.weightDevice[0].major")]
    [InlineData("""{ "blockIO": { "weightDevice": [{ "major": 8, "weight": 10 }] } }""", "blockIO.weightDevice[0].minor")]
    [InlineData("""{ "blockIO": { "throttleReadBpsDevice": [{ "minor": 0, "rate": 1 }] } }""", "blockIO.throttleReadBpsDevice[0].major")]
    [InlineData("""{ "blockIO": { "throttleWriteIOPSDevice": [{ "major": 8, "rate": 1 }] } }""", "blockIO.throttleWriteIOPSDevice[0].minor")]
    [InlineData("""{ "hugepageLimits": [{ "limit": 1 }] }""", "hugepageLimits[0].pageSize")]
    [InlineData("""{ "hugepageLimits": [{ "pageSize": "2MB" }] }""", "hugepageLimits[0].limit")]
    [InlineData("""{ "network": { "priorities": [{ "priority": 1 }] } }""", "network.priorities[0].name")]
    [InlineData("""{ "network": { "priorities": [{ "name": "eth0" }] } }""", "network.priorities[0].priority")]
    public void Of_the_limits(string resources, string path) =>
        Refusal($$"""{ "ociVersion": "1.3.0", "linux": { "resources": {{resources}} } }""").Should().Be($"config.json: linux.resources.{path}: missing, but required");

    // These may stand empty as well as be missing, and are refused in both cases by what they should be.
    [Theory]
    [InlineData("""{ "personality": {} }""", "linux.personality.domain")]
    [InlineData("""{ "memoryPolicy": {} }""", "linux.memoryPolicy.mode")]
    [InlineData("""{ "devices": [{ "type": "c", "path": "/dev/x" }] }""", "linux.devices[0].major")]
    public void Of_what_has_no_value_for_nothing(string linux, string path) =>
        Validate($$"""{ "ociVersion": "1.3.0", "root": { "path": "rootfs" }, "linux": {{linux}} }""").Errors.Select(each => each.Path).Should().Contain(path);

    private static string Refusal(string config)
    {
        try
        {
            return $"config.json: {Validate(config).Errors[0]}";
        }
        catch (OciException refusal)
        {
            return refusal.Message;
        }
    }

    private static ValidationReport Validate(string config) => SpecValidator.Validate(SpecReader.Read(Encoding.UTF8.GetBytes(config), "config.json"));
}
