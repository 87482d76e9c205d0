using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Mounts of type cgroup: on version 1 a tmpfs with every hierarchy in it, on version 2 the one hierarchy.</summary>
public sealed class CgroupMountSpecs : MountTest
{
    private const string Top = "/sys/fs/cgroup";

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task Every_hierarchy_shows_the_containers_own_cgroup()
    {
        var mounts = await Hierarchies(NewBundle());

        mounts.Keys.Should().BeEquivalentTo(HostHierarchies());
        mounts.Values.Should().NotBeEmpty().And.OnlyContain(mount => mount.Type == "cgroup" && mount.Root.Contains("tinyo-e2e-"));
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task In_a_cgroup_namespace_every_hierarchy_begins_at_the_containers_cgroup()
    {
        var mounts = await Hierarchies(NewBundle().WithNamespace("cgroup"));

        mounts.Keys.Should().BeEquivalentTo(HostHierarchies());
        mounts.Values.Should().NotBeEmpty().And.OnlyContain(mount => mount.Type == "cgroup" && mount.Root == "/");
    }

    [Theory]
    [Needs(Requirement.CgroupV1)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_only_cgroups_can_not_be_written(bool cgroupNamespace)
    {
        var bundle = NewBundle().WithScript($"for d in {Top} {Top}/*; do mkdir $d/new 2>/dev/null && echo $d is writable; done; cat /proc/self/mountinfo");

        var output = await Output(cgroupNamespace ? bundle.WithNamespace("cgroup") : bundle);

        output.Should().NotContain("is writable");
        Below(output).Values.Should().NotBeEmpty().And.OnlyContain(mount => mount.Attributes.Contains("ro") && mount.Attributes.Contains("nosuid"));
    }

    [Theory]
    [Needs(Requirement.CgroupV1)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writable_cgroups_take_cgroups_of_the_container(bool cgroupNamespace)
    {
        var bundle = NewBundle().WithoutMount(Top).WithMount(Top, "cgroup", "cgroup", "nosuid", "noexec", "nodev", "rw")
            .WithScript($"mkdir {Top}/pids/new && echo $$ > {Top}/pids/new/cgroup.procs && grep pids: /proc/self/cgroup; echo 0 > {Top}/pids/cgroup.procs; rmdir {Top}/pids/new");

        var output = await Output(cgroupNamespace ? bundle.WithNamespace("cgroup") : bundle);

        output.Should().EndWith("/new");
    }

    [Theory]
    [Needs(Requirement.CgroupV1)]
    [Needs(Requirement.Binary, "runc")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_mounts_are_those_that_runc_makes(bool cgroupNamespace)
    {
        var bundle = cgroupNamespace ? NewBundle().WithNamespace("cgroup") : NewBundle();
        var ours = await Hierarchies(bundle);

        var runc = await new Command(Requirements.Find("runc")!, ["--root", $"{Room}/runc", "run", "--bundle", bundle.Directory, NewId()]).Execute();

        var theirs = Below(runc.ShouldSucceed().Output);
        ours.Values.Select(Summary).Should().BeEquivalentTo(theirs.Values.Select(Summary));
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task Co_mounted_controllers_have_a_link_each()
    {
        var output = await Output(NewBundle().WithScript($"cd {Top}; for d in *; do [ -d $d/ ] && echo $d; done"));

        output.Split('\n').Should().Contain(HostHierarchies().SelectMany(name => name.Split(',')), "a controller is found by its own name");
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    [Needs(Requirement.UserNamespaces)]
    public async Task In_a_user_namespace_the_hierarchies_are_there_too()
    {
        var mounts = await Hierarchies(NewUserNamespaceBundle());

        mounts.Keys.Should().BeEquivalentTo(HostHierarchies());
        mounts.Values.Should().NotBeEmpty().And.OnlyContain(mount => mount.Attributes.Contains("ro"));
    }

    [Theory]
    [Needs(Requirement.CgroupV2)]
    [InlineData(true, "/")]
    [InlineData(false, "/*")]
    public async Task On_version_2_the_one_hierarchy_is_mounted(bool cgroupNamespace, string root)
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo");

        var mount = MountLine.At(await Output(cgroupNamespace ? bundle.WithNamespace("cgroup") : bundle), Top);

        mount.Type.Should().Be("cgroup2");
        mount.Root.Should().Match(root);
        mount.Attributes.Should().Contain(["ro", "nosuid", "nodev", "noexec"]);
    }

    private async Task<Dictionary<string, MountLine>> Hierarchies(TestBundle bundle)
    {
        var output = await Output(bundle.WithArgs("cat", "/proc/self/mountinfo"));
        MountLine.At(output, Top).Type.Should().Be("tmpfs");
        return Below(output);
    }

    private static Dictionary<string, MountLine> Below(string mountinfo) =>
        MountLine.ParseAll(mountinfo).Where(mount => mount.Target.StartsWith(Top + "/", StringComparison.Ordinal))
            .ToDictionary(mount => mount.Target[(Top.Length + 1)..]);

    // The directories of the host's version 1 hierarchies.
    private static IEnumerable<string> HostHierarchies() =>
        MountLine.ParseAll(File.ReadAllText("/proc/self/mountinfo"))
            .Where(mount => mount.Type == "cgroup" && mount.Target.StartsWith(Top + "/", StringComparison.Ordinal))
            .Select(mount => mount.Target[(Top.Length + 1)..]);

    private static string Summary(MountLine mount) =>
        $"{mount.Target} {mount.Type} {string.Join(',', mount.Attributes)} {string.Join(',', mount.Super)} {System.Text.RegularExpressions.Regex.Replace(mount.Root, "tinyo-e2e-[0-9-]*", "ID")}";
}
