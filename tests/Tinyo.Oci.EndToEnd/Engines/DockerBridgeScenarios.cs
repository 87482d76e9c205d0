using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker puts containers on a bridge: by a hook in the past, and between create and start today.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "ip")]
[Needs(Requirement.Binary, "iptables")]
public abstract class DockerBridgeScenarios(BridgedDocker docker) : IAsyncDisposable
{
    private readonly string _name = Workspace.NewId();

    [Fact]
    public async Task Containers_of_a_network_find_each_other_by_name()
    {
        Assert.SkipUnless(BridgedDocker.WhyNot is null, BridgedDocker.WhyNot ?? "");
        (await docker.Call("network", "create", _name)).ShouldSucceed();
        (await Run("--detach", "--name", _name, "--network", _name, Docker.Image, "sh", "-c", "mkdir /w; echo served >/w/index.html; exec httpd -f -p 80 -h /w")).ShouldSucceed();

        var result = await Run("--rm", "--network", _name, Docker.Image, "sh", "-c", $"for try in 1 2 3 4 5 6 7 8; do wget -qO- http://{_name}/ && exit; sleep 0.3; done; exit 1");

        result.ShouldSucceed().Output.Should().Be("served\n");
    }

    [Fact]
    public async Task Its_network_is_as_asked()
    {
        Assert.SkipUnless(BridgedDocker.WhyNot is null, BridgedDocker.WhyNot ?? "");

        var result = await Run("--rm", "--name", _name, "--dns", "10.1.2.3", "--add-host", "other:10.4.5.6", "--sysctl", "net.ipv4.ip_default_ttl=7", Docker.Image, "sh", "-c",
            "ls /sys/class/net; cat /proc/sys/net/ipv4/ip_default_ttl; ip route | grep -c default; grep -c $(hostname) /etc/hosts; grep -c ^10.4.5.6 /etc/hosts; grep -c 10.1.2.3 /etc/resolv.conf");

        result.ShouldSucceed().Lines.Should().Equal("eth0", "lo", "7", "1", "1", "1", "1");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (docker.IsThere)
        {
            await docker.Call("rm", "--force", _name);
            await docker.Call("network", "rm", _name);
            await Leftovers.CheckEngine(_name, _name, docker.StateRoot);
        }

        GC.SuppressFinalize(this);
    }

    private Task<CommandResult> Run(params string[] words) => docker.Call(["run", "--runtime", "tinyo-oci", .. words]);
}
