using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>Namespaces that are joined by path.</summary>
public sealed class JoinedNamespaceSpecs : NamespaceTest
{
    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("cgroup")]
    public async Task A_namespace_of_another_container_is_joined(string type)
    {
        var other = await Sleeper(NewBundle().WithNamespace("cgroup"));
        var bundle = Looking(type).WithNamespace(type, PathOf(other, type));
        if (type == "uts")
        {
            bundle.Config.Remove("hostname");
        }

        var output = await Output(bundle);

        output.Should().Be(other.Namespace(Link(type))).And.NotBe(Hosts(type));
    }

    [Fact]
    public async Task Several_are_joined_at_once_as_in_a_pod()
    {
        var other = await Sleeper();
        var bundle = NewBundle().WithScript("for n in net ipc uts; do readlink /proc/self/ns/$n; done; hostname");
        foreach (var type in new[] { "network", "ipc", "uts" })
        {
            bundle.WithNamespace(type, PathOf(other, type));
        }

        bundle.Config.Remove("hostname");

        var output = await Output(bundle);

        output.Should().Be($"{other.Namespace("net")}\n{other.Namespace("ipc")}\n{other.Namespace("uts")}\ntinyo");
    }

    [Fact]
    public async Task In_a_joined_pid_namespace_the_others_are_seen()
    {
        var other = await Sleeper();
        var bundle = NewBundle().WithNamespace("pid", PathOf(other, "pid")).WithScript("cat /proc/1/cmdline | tr '\\0' ' '; [ $$ -gt 1 ] && echo later");

        var output = await Output(bundle);

        output.Should().Be("sleep 100 later");
    }

    [Fact]
    [Needs(Requirement.Binary, "unshare")]
    public async Task A_mount_namespace_is_joined()
    {
        using var holder = new NamespaceHolder(Room, "--mount");
        var bundle = Looking("mount").WithNamespace("mount", PathOf(holder.Process, "mount"));

        var output = await Output(bundle);

        output.Should().Be(holder.Process.Namespace("mnt")).And.NotBe(Hosts("mount"));
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "unshare")]
    public async Task A_time_namespace_is_joined()
    {
        using var holder = new NamespaceHolder(Room, "--time", "--boottime", "604800", "--fork");
        var joined = new FileInfo($"/proc/{holder.Process.Pid}/ns/time_for_children").LinkTarget;
        var bundle = Looking("time").WithNamespace("time", $"/proc/{holder.Process.Pid}/ns/time_for_children");

        var output = await Output(bundle);

        output.Should().Be(joined).And.NotBe(Hosts("time"));
    }

    [Fact]
    [Needs(Requirement.Binary, "unshare")]
    public async Task A_path_may_be_a_bind_mount_of_a_namespace()
    {
        var file = Path.Combine(Room, "net");
        await File.WriteAllTextAsync(file, "");
        var other = await Sleeper();
        Command.Run("mount", "--bind", PathOf(other, "network"), file).ShouldSucceed();
        try
        {
            var output = await Output(Looking("network").WithNamespace("network", file));

            output.Should().Be(other.Namespace("net"));
        }
        finally
        {
            Command.Run("umount", file).ShouldSucceed();
        }
    }

    [Theory]
    [InlineData("network", "uts")]
    [InlineData("ipc", "net")]
    [InlineData("pid", "net")]
    [InlineData("uts", "ipc")]
    [InlineData("mount", "cgroup")]
    [InlineData("cgroup", "mnt")]
    [InlineData("user", "net")]
    [Needs(Requirement.Tinyo)]
    public async Task One_of_the_wrong_kind_is_refused(string type, string link)
    {
        var id = NewId();
        var path = $"/proc/{Environment.ProcessId}/ns/{link}";
        var bundle = Suited(NewBundle().WithNamespace(type, path), type);

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain(path);
        await NothingIsLeft(id);
    }

    [Theory]
    [InlineData("/no/such/namespace")]
    [InlineData("/etc/passwd")]
    [InlineData("/proc")]
    [Needs(Requirement.Tinyo)]
    public async Task What_is_no_namespace_is_refused(string path)
    {
        var id = NewId();
        var bundle = NewBundle().WithNamespace("network", path);

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain(path);
        await NothingIsLeft(id);
    }
}
