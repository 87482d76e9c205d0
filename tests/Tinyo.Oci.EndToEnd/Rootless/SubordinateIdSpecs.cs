using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Rootless;

/// <summary>Containers of an unprivileged user who has more ids than its own, and what it can have with them and without.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "busybox")]
[AlsoInLab]
public sealed class SubordinateIdSpecs(TestUser user) : ContainerTest, IClassFixture<TestUser>
{
    [Fact]
    public async Task Its_other_ids_are_mapped_by_the_programs_for_it()
    {
        var bundle = (await UsersBundle()).WithScript("cat /proc/self/uid_map /proc/self/gid_map; cat /proc/self/setgroups");

        var result = await Run(WithIds(bundle));

        result.ShouldSucceed().Lines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Should()
            .Equal($"0 {user.Uid} 1", $"1 {user.FirstUid} 65536", $"0 {user.Uid} 1", $"1 {user.FirstGid} 65536", "allow");
    }

    [Fact]
    public async Task Another_user_with_groups_runs_inside()
    {
        var bundle = WithIds(await UsersBundle()).WithScript("id -u; id -g; grep Groups /proc/self/status; cat /proc/1/stat | cut -d' ' -f1")
            .WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1000, ["additionalGids"] = new JsonArray(5, 7) });

        var result = await Run(bundle);

        result.ShouldSucceed().Text.Should().Be("1000\n1000\nGroups:\t5 7 \n1");
    }

    [Fact]
    public async Task With_its_own_id_alone_there_are_no_groups_to_have_or_to_set()
    {
        var result = await Run((await UsersBundle()).WithScript("id -u; cat /proc/self/uid_map /proc/self/setgroups"));

        result.ShouldSucceed().Lines.Select(line => line.Trim()).Should().HaveCount(3).And.StartWith("0").And.EndWith("deny");
        var refused = await Run((await UsersBundle()).WithProcess("user", new JsonObject { ["uid"] = 0, ["gid"] = 0, ["additionalGids"] = new JsonArray(5) }));
        refused.ShouldExitWith(1).Errors.Should().Contain("additionalGids: can't be set for a rootless container that has only one group");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_callers_groups_are_kept_only_when_that_is_asked_for(bool isAsked)
    {
        var bundle = WithIds(await UsersBundle()).WithScript("grep Groups /proc/self/status");
        if (isAsked)
        {
            bundle.With(config => config["annotations"] = new JsonObject { ["run.oci.keep_original_groups"] = "1" });
        }

        var result = await Run(bundle);

        // audio, which is nobody inside
        result.ShouldSucceed().Text.Contains("65534").Should().Be(isAsked);
    }

    [Fact]
    public async Task Ids_that_are_not_its_own_are_refused_by_name()
    {
        var id = NewId();
        var bundle = (await UsersBundle()).WithLinux("uidMappings", Mappings(user.Uid, 0));

        var result = await user.Invoke("--root", StateRoot, "create", "--bundle", bundle.Save().Directory, id);

        result.ShouldExitWith(1).Errors.Should().Contain("newuidmap did not map '0 ").And.Contain("/etc/subuid says what this user may map");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task Without_the_programs_the_package_is_named()
    {
        var bundle = WithIds(await UsersBundle());
        var call = user.Call(user.Binary, "--root", StateRoot, "run", "--bundle", bundle.Save().Directory, NewId());

        var result = await (call with { OnlyEnvironment = new Dictionary<string, string> { ["PATH"] = "/nowhere" } }).Execute();

        result.ShouldExitWith(1).Errors.Should().Contain("newuidmap is not in PATH").And.Contain("package uidmap");
    }

    [Fact]
    public async Task What_the_host_owns_it_cannot_map_on_mounts()
    {
        var bundle = WithIds(await UsersBundle()).WithMount("/mnt", "none", user.NewDirectory("volume"), "bind", "idmap");

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("ids can't be mapped: operation not permitted").And.Contain("belongs to a user namespace that this user has no power over");
    }

    [Fact]
    [Needs(Requirement.Kernel, "6.3")]
    public async Task A_file_system_of_its_own_it_can_map_on_mounts()
    {
        var bundle = WithIds(await UsersBundle()).WithScript("stat -c '%u:%g' /mnt")
            .WithMount("/mnt", "tmpfs", "tmpfs", "mode=755", $"idmap=uids=0-{user.FirstUid + 6}-1;gids=0-{user.FirstGid + 8}-1");

        var result = await Run(bundle);

        result.ShouldSucceed().Text.Should().Be("7:9");
    }

    [Fact]
    public async Task Sysfs_is_the_hosts_when_the_network_is_and_nothing_in_it_can_be_written()
    {
        var bundle = (await UsersBundle()).WithoutMount("/sys").WithoutMount("/sys/fs/cgroup").WithMount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")
            .WithScript("test -d /sys/class/net/lo && grep -c ' /sys' /proc/self/mountinfo; grep ' /sys' /proc/self/mountinfo | grep -v ' ro,' | wc -l");

        var result = await Run(bundle);

        var lines = result.ShouldSucceed().Lines;
        int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture).Should().BePositive();
        lines[1].Should().Be("0", "the host's mounts below it are read-only too");
    }

    [Fact]
    public async Task Its_badness_for_the_memory_killer_stays_when_it_may_not_fall()
    {
        var result = await Run((await UsersBundle()).WithProcess("oomScoreAdj", -500).WithScript("cat /proc/self/oom_score_adj"));

        result.ShouldSucceed().Text.Should().Be(File.ReadAllText("/proc/self/oom_score_adj").Trim(), "it is the caller's still");
    }

    private string StateRoot => Path.Combine(user.RuntimeDirectory, Path.GetFileName(Room));

    private Task<CommandResult> Run(TestBundle bundle) => user.Invoke("--root", StateRoot, "run", "--bundle", bundle.Save().Directory, NewId());

    private Task<TestBundle> UsersBundle()
    {
        Assert.SkipUnless(TestUser.WhyNot is null, TestUser.WhyNot ?? "");
        return user.Configure(NewBundle());
    }

    private TestBundle WithIds(TestBundle bundle) =>
        bundle.WithLinux("uidMappings", Mappings(user.Uid, user.FirstUid)).WithLinux("gidMappings", Mappings(user.Uid, user.FirstGid));

    private static JsonArray Mappings(int own, int others) => new(
        new JsonObject { ["containerID"] = 0, ["hostID"] = own, ["size"] = 1 },
        new JsonObject { ["containerID"] = 1, ["hostID"] = others, ["size"] = 65536 });
}
