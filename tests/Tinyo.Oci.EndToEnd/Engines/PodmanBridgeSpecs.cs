using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman and netavark put containers on a bridge, in a network namespace that stands for the machine's.</summary>
[Needs(Requirement.Binary, "ip")]
[Needs(Requirement.Binary, "iptables")]
[AlsoInLab]
public sealed class PodmanBridgeSpecs(PodmanWithImage podman) : PodmanTest(podman)
{
    private const string Serve = "sh -c 'mkdir /w; echo served >/w/index.html; exec httpd -f -p 80 -h /w'";
    private const string Fetch = "for try in 1 2 3 4 5 6 7 8; do wget -qO- $url && break; sleep 0.3; done";

    private static readonly Lazy<string?> s_whyNoBridge = new(() => Try("ip link add one type bridge && ip link add two type veth peer name three"));
    private static readonly Lazy<string?> s_whyNoTranslation = new(() => Try("iptables -t nat -A POSTROUTING -j MASQUERADE"));

    private readonly string _name = Workspace.NewId();

    [Fact]
    public async Task Containers_reach_each_other_and_the_machine_reaches_them()
    {
        var lines = await OnABridge($$$"""
            $run --detach --name $name $image {{{Serve}}} >/dev/null
            url=http://$($p inspect --format '{{.NetworkSettings.Networks.podman.IPAddress}}' $name)/
            $run --rm $image sh -c "url=$url; {{{Fetch.Replace("$", "\\$")}}}"
            {{{Fetch}}}
            """);

        lines.Should().Equal("served", "served");
    }

    [Fact]
    public async Task A_published_port_leads_to_it()
    {
        Assert.SkipUnless(s_whyNoTranslation.Value is null, $"needs a kernel that translates addresses: {s_whyNoTranslation.Value}");

        var lines = await OnABridge($"""
            $run --detach --name $name --publish 127.0.0.1:8099:80 $image {Serve} >/dev/null
            url=http://127.0.0.1:8099/
            {Fetch}
            """);

        lines.Should().Equal("served");
    }

    [Fact]
    public async Task Its_interface_is_as_asked()
    {
        var lines = await OnABridge("""
            $p network create --subnet 10.99.3.0/24 --internal $name >/dev/null
            $run --rm --network $name --ip 10.99.3.7 --mac-address 02:00:00:00:00:07 --sysctl net.ipv4.conf.eth0.arp_notify=1 $image sh -c \
                'ip addr show dev eth0 | grep -o "inet [^ ]*"; cat /sys/class/net/eth0/address /proc/sys/net/ipv4/conf/eth0/arp_notify; ip route | grep -c default || true'
            $p network rm $name >/dev/null
            """);

        lines.Should().Equal("inet 10.99.3.7/24", "02:00:00:00:00:07", "1", "0");
    }

    // A script whose containers are gone at its end, and with them the namespaces of network and mounts.
    private async Task<string[]> OnABridge(string script)
    {
        Assert.SkipUnless(s_whyNoBridge.Value is null, $"needs a kernel with bridges: {s_whyNoBridge.Value}");
        var call = Podman.Call();
        var whole = $"""
            ip link set lo up
            {(s_whyNoTranslation.Value is null ? "" : "export NETAVARK_FW=none")}
            p="$*" name={Track(_name)} image={PodmanWithImage.Image}
            run="$p run --cgroup-parent {Podman.CgroupParent}"
            wget() (exec {Workspace.Busybox} wget "$@")
            trap '$p rm --force --ignore --time 0 $name >/dev/null 2>&1' EXIT
            {script}
            """;
        var result = await (call with { Program = "unshare", Arguments = ["--net", "--mount", "sh", "-ec", whole, "sh", call.Program, .. call.Arguments] }).Execute();
        return result.ShouldSucceed().Lines;
    }

    private static string? Try(string script)
    {
        var result = Command.Run("unshare", "--net", "sh", "-c", script);
        return result.ExitCode == 0 ? null : result.Errors.Trim();
    }
}
