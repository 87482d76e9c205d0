using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>What a container can't get out of the process that made it.</summary>
public sealed class InitProtectionSpecs : ProcessTest
{
    // Such a hook is the image's program, with the rights that init has by then.
    [Fact]
    public async Task Init_can_not_be_looked_into_by_programs_of_the_container()
    {
        var hook = new JsonObject { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", "PATH=/bin; { readlink /proc/1/exe || echo refused; } > /dev/shm/exe") };
        var bundle = NewBundle().WithHook("startContainer", hook).WithArgs("cat", "/dev/shm/exe");

        var output = await Output(bundle);

        output.Should().Be("refused");
    }

    // CVE-2019-5736: whoever holds /proc/PID/exe could write to it once nobody executes it any more. Only in a pid namespace
    // that others are in too can anybody get hold of it.
    [Theory]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Kernel, "5.12")]
    [InlineData(false, "I/O error")] // a sealed file in memory, not the runtime's
    [InlineData(true, "Read-only file system")]
    public async Task The_runtimes_binary_can_not_be_written_through_init(bool fromInside, string refusal)
    {
        var binary = Path.Combine(Room, "tinyo-oci");
        File.Copy(Runtime.Binary, binary);
        var bundle = NewBundle().WithoutNamespace("pid");
        var (made, id) = ((fromInside ? bundle.MadeFromInside() : bundle).Save(), NewId());
        var create = await (Runtime.Call("create", "--bundle", made.Directory, id) with { Program = binary }).Execute();
        var process = await new TestContainer(Runtime, id, made, create.ShouldSucceed()).Process();

        var result = Command.Run("sh", "-c", "exec 9</proc/$1/exe; \"$2\" --root \"$3\" delete --force \"$4\"; echo x >>/proc/self/fd/9",
            "sh", $"{process.Pid}", Runtime.Binary, Runtime.StateRoot, id);

        result.Errors.Should().Contain(refusal);
        new FileInfo(binary).Length.Should().Be(new FileInfo(Runtime.Binary).Length);
    }
}
