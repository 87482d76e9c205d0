using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Attacks by lengths, and by names in the image that a runtime reads or makes.</summary>
public sealed class InputSpecs : AttackTest
{
    /// <summary>
    /// CVE-2021-43784: what is handed to init is as long as the number that says how long. Lengths around those that 8 and 16 bits
    /// can't say arrive whole, and nothing of them is taken for anything else. runc 1.1.5 and crun 1.8.1 stand.
    /// </summary>
    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_000)]
    public async Task A_long_text_arrives_whole(int length)
    {
        var text = new string('x', length - 2) + "é";
        var bundle = NewBundle().WithEnvironment("LONG", text).WithScript("printf '%s' \"$LONG\" | wc -c; printf '%s' \"$LONG\" | tail -c 2; echo; id -u");

        var output = await Output(bundle);

        output.Should().Be($"{length}\né\n0");
    }

    /// <summary>That the check bites: what is left of such a text when its length is kept in 16 bits.</summary>
    [Fact]
    public async Task A_text_whose_length_is_cut_does_not_arrive_whole()
    {
        const int Length = 65_537;
        var bundle = NewBundle().WithEnvironment("LONG", new string('x', unchecked((ushort)Length))).WithScript("printf '%s' \"$LONG\" | wc -c");

        var output = await Output(bundle);

        output.Should().Be("1").And.NotBe($"{Length}");
    }

    /// <summary>Many id mappings, as in that report; the kernel takes 340, and a page of text.</summary>
    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task Many_mappings_arrive_whole()
    {
        var mappings = Enumerable.Range(0, 250).Select(n => new JsonObject { ["containerID"] = n, ["hostID"] = 100_000 + n * 2, ["size"] = 1 });
        var bundle = InitSpecs.InUserNamespace(NewBundle(), null).WithScript("wc -l < /proc/self/uid_map; tail -n 1 /proc/self/uid_map");
        bundle.WithLinux("uidMappings", new JsonArray([.. mappings])).WithLinux("gidMappings", new JsonArray([.. mappings.Select(one => one.DeepClone())]));

        var output = await Output(bundle);

        output.Split('\n')[0].Should().Be("250");
        output.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("249", "100498", "1");
    }

    /// <summary>CVE-2025-24965 (crun with krun): names that a runtime reads, or makes for itself, are links of the image that lead out. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Theory]
    [InlineData("new")]
    [InlineData("secret")]
    public async Task Links_in_the_image_are_not_followed_out(string target)
    {
        var bundle = NewBundle().WithScript("cat /etc/passwd /.krun_config.json; echo $HOME; true");
        bundle.Config["root"]!["readonly"] = false;
        foreach (var name in new[] { ".krun_config.json", "etc/passwd", "etc/group", "etc/mtab", "etc/resolv.conf", "etc/hostname", "run/notify", "run/.containerenv", ".dockerenv" })
        {
            var link = Path.Combine(bundle.RootFilesystem, name);
            File.Delete(link);
            File.CreateSymbolicLink(link, Path.Combine(Outside.Path, target));
        }

        var result = await (Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId()) with { Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room } }).Execute();

        result.Output.Should().NotContain(Sentinel.Secret);
        Outside.ShouldBeUntouched();
    }

    /// <summary>That the check bites: a program of the host follows them.</summary>
    [Fact]
    public void Links_are_followed_out_by_path()
    {
        var bundle = NewBundle();
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, ".krun_config.json"), Outside.SecretFile);

        File.WriteAllText(Path.Combine(bundle.RootFilesystem, ".krun_config.json"), "{}");

        Outside.IsTouched.Should().BeTrue();
    }

    /// <summary>
    /// CVE-2023-25809: /sys of a container in the host's network namespace is the host's, and with it its cgroups. Even the host's
    /// root, as which this one is mapped, can't write to them.
    /// </summary>
    [Theory]
    [InlineData("/sys/fs/cgroup")]
    [InlineData("/sys/fs/cgroup/unified")]
    [InlineData("/sys/fs/cgroup/memory")]
    [Needs(Requirement.UserNamespaces)]
    public async Task Cgroups_can_not_be_written_through_the_hosts_sys(string path)
    {
        var bundle = SysOfTheHost("ro");

        var result = await Run(bundle.WithScript($"test -d {path} || exit 0; mkdir {path}/evil 2>&1 && rmdir {path}/evil && echo {Fell}; true"));

        result.Output.Should().NotContain(Fell);
        result.ShouldSucceed().Output.Should().MatchRegex("^$|Read-only file system");
    }

    /// <summary>That the check bites: the same with a /sys that was asked to be writable.</summary>
    [Fact]
    [Needs(Requirement.UserNamespaces)]
    [Needs(Requirement.CgroupV1)]
    public async Task Cgroups_can_be_written_through_a_sys_that_is_writable()
    {
        var bundle = SysOfTheHost("rw");

        var result = await Run(bundle.WithScript($"mkdir /sys/fs/cgroup/memory/tinyo-evil && rmdir /sys/fs/cgroup/memory/tinyo-evil && echo {Fell}; true"));

        result.ShouldSucceed().Output.Should().Contain(Fell);
    }

    // The host's root is root of this user namespace, too: no owner stands between it and the host's files.
    private TestBundle SysOfTheHost(string option)
    {
        var mapping = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 0, ["size"] = 65536 });
        var bundle = InitSpecs.InUserNamespace(NewBundle().WithoutNamespace("network").WithoutMount("/sys/fs/cgroup").WithoutMount("/sys"), null)
            .WithLinux("uidMappings", mapping).WithLinux("gidMappings", mapping.DeepClone());
        foreach (var set in new[] { "bounding", "effective", "permitted" })
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray("CAP_DAC_OVERRIDE");
        }

        return option == "ro"
            ? bundle.WithMount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")
            : bundle.WithMount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "rw");
    }
}
