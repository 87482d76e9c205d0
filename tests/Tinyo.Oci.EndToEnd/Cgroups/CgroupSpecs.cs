using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>In which cgroup a container's processes are, from before the program runs until delete.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[AlsoInLab]
public sealed class CgroupSpecs : ContainerTest
{
    // Of no container: runtimes may leave the parents of a path behind, so these are removed here.
    private readonly string _parent = Workspace.NewId();

    [Fact]
    public async Task An_absolute_path_is_taken_from_the_root_of_every_hierarchy()
    {
        var container = await Start(Sleeping($"/{_parent}/inner"));

        var paths = PathsOf(await container.Process());

        paths.Should().NotBeEmpty().And.OnlyContain(one => one.Value == $"/{_parent}/inner");
    }

    [Fact]
    public async Task A_relative_path_is_somewhere_below()
    {
        var container = await Start(Sleeping($"{_parent}/inner"));

        var paths = PathsOf(await container.Process());

        paths.Should().NotBeEmpty().And.OnlyContain(one => one.Value.EndsWith($"/{_parent}/inner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_removes_a_given_path()
    {
        var container = await Start(Sleeping($"/{_parent}/inner"));

        (await container.Delete("--force")).ShouldSucceed();

        Find(_parent).SelectMany(Directory.EnumerateDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_a_path_the_id_is_the_name()
    {
        var container = await Start(Sleeping(null));

        var paths = PathsOf(await container.Process());

        paths.Should().NotBeEmpty().And.OnlyContain(one => one.Value.EndsWith($"/{container.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_created_container_is_already_there()
    {
        var container = await Create(Sleeping(null));

        var paths = PathsOf(await container.Process());

        paths.Should().NotBeEmpty().And.OnlyContain(one => one.Value.EndsWith($"/{container.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Children_of_the_program_are_there_too()
    {
        var container = await Start(NewBundle().WithScript("sleep 100 & echo ready; wait"));
        await container.WaitForOutput("ready");
        var own = PathsOf(await container.Process());

        var all = HostProcess.All().Where(process => process.Cgroups.Contains(container.Id)).Select(PathsOf).ToArray();

        all.Should().HaveCount(2).And.AllBeEquivalentTo(own);
    }

    [Fact]
    public async Task Delete_removes_it_with_what_the_container_made_below()
    {
        var container = await Start(Sleeping(null));
        var directories = PathsOf(await container.Process()).Select(pair => DirectoryOf(pair.Key, pair.Value)).ToArray();
        directories.Should().NotBeEmpty().And.OnlyContain(directory => directory.EndsWith(container.Id));
        foreach (var directory in directories)
        {
            Directory.CreateDirectory(Path.Combine(directory, "made", "below"));
        }

        (await container.Delete("--force")).ShouldSucceed();

        directories.Where(Directory.Exists).Should().BeEmpty();
    }

    [Fact]
    public async Task A_create_that_fails_removes_it_again()
    {
        var id = NewId();
        var bundle = Sleeping(null).WithArgs("no-such-program");

        (await TryCreate(bundle, id)).ShouldExitWith(1);

        await NothingIsLeft(id);
    }

    // runc 1.1 still warns only.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task One_that_already_has_processes_is_refused()
    {
        var first = await Start(Sleeping(null));
        var (controllers, path) = PathsOf(await first.Process()).First(pair => pair.Key.Contains("pids") || pair.Key.Length == 0);
        var id = NewId();

        var result = await TryCreate(Sleeping(path), id);

        result.ShouldExitWith(1).Errors.Should().Contain("cgroup").And.MatchRegex("not empty|not frozen|in use|has processes");
        (await first.Status()).Should().Be("running", "nobody touches it, in {0}", DirectoryOf(controllers, path));
        (await Runtime.Invoke("delete", "--force", first.Id)).ShouldSucceed();
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task One_that_climbs_out_stays_below()
    {
        var id = NewId();

        var result = await TryCreate(Sleeping($"../../../{id}"), id);

        if (result.ExitCode == 0)
        {
            (await Runtime.Invoke("delete", "--force", id)).ShouldSucceed();
        }

        await NothingIsLeft(id);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task One_that_was_there_before_stays_when_init_can_not_even_begin()
    {
        var first = await Start(Sleeping(null));
        var places = PathsOf(await first.Process()).Select(pair => DirectoryOf(pair.Key, $"/{_parent}")).ToArray();
        Array.ForEach(places, place => Directory.CreateDirectory(place));
        var bundle = Sleeping($"/{_parent}").WithNamespace("mount", "/proc/self/ns/net");

        (await TryCreate(bundle, NewId())).ShouldExitWith(1);

        places.Should().NotBeEmpty().And.OnlyContain(place => Directory.Exists(place));
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task A_parent_or_an_own_one_without_cpus_is_filled()
    {
        Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/cpuset"), "needs the cpuset hierarchy");
        Directory.CreateDirectory($"/sys/fs/cgroup/cpuset/{_parent}/inner");

        var container = await Start(Sleeping($"/{_parent}/inner"));

        PathsOf(await container.Process()).Should().Contain("cpuset", $"/{_parent}/inner");
        Directory.CreateDirectory($"/sys/fs/cgroup/cpuset/{_parent}/inner");
    }

    // Without cgroup.kill every process is held by a descriptor for a moment.
    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.CgroupV1)]
    public async Task More_processes_than_descriptors_are_signalled()
    {
        var container = await Start(NewBundle().WithScript("n=0; while [ $n -lt 200 ]; do sleep 100 & n=$((n+1)); done; echo ready; exec sleep 100"));
        await container.WaitForOutput("ready");
        var kill = Runtime.Call("kill", "--all", container.Id, "TERM");

        (await (kill with { Prelude = "ulimit -n 100;" }).Execute()).ShouldSucceed();

        for (var tries = 0; HostProcess.All().Count(process => process.IsAlive && process.Cgroups.Contains(container.Id)) > 1; tries++)
        {
            tries.Should().BeLessThan(100, "only init does not mind");
            await Task.Delay(50);
        }
    }

    private TestBundle Sleeping(string? path)
    {
        var bundle = NewBundle().WithArgs("sleep", "100");
        return path is null ? bundle : bundle.WithLinux("cgroupsPath", path);
    }

    // Of the hierarchies that are mounted: controllers, and the path from the mount's root.
    private static Dictionary<string, string> PathsOf(HostProcess process) =>
        process.Cgroups.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 3))
            .Where(words => Directory.Exists(DirectoryOf(words[1], "")))
            .ToDictionary(words => words[1], words => words[2]);

    private static string DirectoryOf(string controllers, string path) => (controllers, File.Exists("/sys/fs/cgroup/cgroup.controllers")) switch
    {
        ("", true) => $"/sys/fs/cgroup{path}",
        ("", false) => $"/sys/fs/cgroup/unified{path}",
        _ => $"/sys/fs/cgroup/{controllers.Replace("name=", "")}{path}",
    };

    private static string[] Find(string name) =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup", name, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })];

    /// <summary>Removes the parents, once the containers are gone.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var directory in Find(_parent))
        {
            Directory.Delete(directory);
        }

        GC.SuppressFinalize(this);
    }
}
