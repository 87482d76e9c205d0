using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.user</c>: ids, groups and umask.</summary>
public sealed class IdentitySpecs : ProcessTest
{
    [Theory]
    [InlineData(0, 0, new int[0])]
    [InlineData(1000, 1000, new int[0])]
    [InlineData(1000, 100, new[] { 5, 10, 4242 })]
    [InlineData(0, 7, new[] { 7 })]
    public async Task Ids_and_groups_are_exactly_the_given_ones(int uid, int gid, int[] groups)
    {
        var bundle = BundleOf(uid, gid, groups);

        var status = await Status(bundle);

        status["Uid"].Should().Be($"{uid}\t{uid}\t{uid}\t{uid}");
        status["Gid"].Should().Be($"{gid}\t{gid}\t{gid}\t{gid}");
        status["Groups"].Should().Be(string.Join(' ', groups));
    }

    [Theory]
    [InlineData(63, "0077")]
    [InlineData(0, "0000")]
    [InlineData(18, "0022")]
    public async Task The_umask_is_set(int umask, string expected)
    {
        var bundle = NewBundle().WithProcess("user", new JsonObject { ["uid"] = 0, ["gid"] = 0, ["umask"] = umask }).WithScript("umask");

        var output = await Output(bundle);

        output.Should().Be(expected);
    }

    [Fact]
    public async Task The_user_may_open_its_own_outputs_and_input_again()
    {
        var bundle = BundleOf(1000, 1000).WithScript("echo out > /dev/stdout; echo err > /dev/stderr; cat /dev/stdin");

        var result = await Run(bundle, command => command with { Input = "in\n" });

        result.ShouldSucceed().Output.Should().Be("out\nin\n");
        result.Errors.Should().Be("err\n");
    }

    [Fact]
    public async Task The_user_of_a_detached_container_may_open_its_own_outputs_again()
    {
        var container = await Create(BundleOf(1000, 1000).WithScript("echo out >> /dev/stdout; echo err >> /dev/stderr"));

        await container.Start();
        await container.WaitFor("stopped");

        (container.Output, container.Errors).Should().Be(("out\n", "err\n"));
    }

    [Fact]
    public async Task The_null_device_of_the_host_keeps_its_owner()
    {
        var bundle = BundleOf(1000, 1000).Save();
        var call = Runtime.Call("run", "--bundle", bundle.Directory, NewId());

        var result = await new Command("/bin/sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", call.Program, .. call.Arguments]) { Environment = call.Environment }.Execute();

        result.ShouldSucceed();
        Command.Run("stat", "-c", "%u:%g %a", "/dev/null").Text.Should().Be("0:0 666");
    }
}
