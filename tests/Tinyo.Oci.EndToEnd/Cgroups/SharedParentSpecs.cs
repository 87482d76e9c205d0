using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>Parents of a <c>cgroupsPath</c> that containers share: made by the first, gone with the last, and nobody else's touched.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Kernel, "5.7")]
public sealed class SharedParentSpecs : ContainerTest
{
    // Tracked: the end of the test fails while one of them is left.
    private readonly string _parent;

    /// <summary>Chooses the parent's name.</summary>
    public SharedParentSpecs() => _parent = NewId();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_go_with_the_last_of_two_siblings_in_either_order(bool makerFirst)
    {
        var (maker, sibling) = (await Create(In("b/c1")), await Create(In("b/c2")));
        var (first, last) = makerFirst ? (maker, sibling) : (sibling, maker);

        (await first.Delete()).ShouldSucceed();
        var between = Directories();
        (await last.Delete()).ShouldSucceed();

        between.Should().NotBeEmpty("{0} still lives there", last.Id);
        Directories().Should().BeEmpty();
    }

    [Fact]
    public async Task They_go_with_the_last_of_cousins_at_different_depths()
    {
        var containers = new[] { await Create(In("a")), await Create(In("b/c")), await Create(In("b/d/e/f")), await Create(In("b/d/g")) };

        foreach (var container in containers)
        {
            (await container.Delete()).ShouldSucceed();
        }

        Directories().Should().BeEmpty();
    }

    [Fact]
    public async Task They_go_with_a_create_that_fails_after_its_sibling_has_gone()
    {
        var maker = await Create(In("b/c1"));
        var id = NewId();
        var failing = In("b/c2").WithHook("createRuntime", new() { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", "sleep 1; exit 1") });
        var create = TryCreate(failing, id);
        await Task.Delay(300);

        (await maker.Delete()).ShouldSucceed();
        (await create).ShouldExitWith(1);

        Directories().Should().BeEmpty();
    }

    [Fact]
    public async Task A_parent_that_somebody_else_made_stays()
    {
        var made = Roots().Select(root => Directory.CreateDirectory(Path.Combine(root, _parent, "foreign")).FullName).ToArray();
        try
        {
            var (one, other) = (await Create(In("foreign/deep/c1")), await Create(In("foreign/deep/c2")));

            (await one.Delete()).ShouldSucceed();
            (await other.Delete()).ShouldSucceed();

            made.Should().NotBeEmpty().And.OnlyContain(path => Directory.Exists(path) && Directory.GetDirectories(path).Length == 0);
        }
        finally
        {
            foreach (var path in made)
            {
                Directory.Delete(path);
                Directory.Delete(Path.GetDirectoryName(path)!);
            }
        }
    }

    [Fact]
    public async Task A_parent_in_which_somebody_else_made_something_stays_until_that_has_gone()
    {
        var container = await Create(In("b/c1"));
        var foreign = Directories().Where(path => path.EndsWith("/b")).Select(path => Directory.CreateDirectory(Path.Combine(path, "foreign")).FullName).ToArray();
        var late = await Create(In("b/c2"));

        (await container.Delete()).ShouldSucceed();
        (await late.Delete()).ShouldSucceed();

        foreign.Should().NotBeEmpty().And.OnlyContain(path => Directory.Exists(path));
        foreach (var path in foreign)
        {
            Directory.Delete(path);
        }

        (await (await Create(In("b/c3"))).Delete()).ShouldSucceed();
        Directories().Should().BeEmpty();
    }

    // Nobody's create may fail since another's delete takes the parents away, or makes them and has not yet filled them in.
    [Fact]
    public async Task Creates_and_deletes_at_the_same_time_do_not_disturb_each_other()
    {
        var bundles = Enumerable.Range(0, 4).Select(n => In($"b/c{n}").Save()).ToArray();

        await Parallel.ForEachAsync(bundles, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (bundle, _) =>
        {
            for (var round = 0; round < 10; round++)
            {
                var id = NewId();
                (await Runtime.Invoke("run", "--bundle", bundle.Directory, id)).ShouldSucceed();
            }
        });

        Directories().Should().BeEmpty();
    }

    /// <summary>Looks for what is left, and then removes what a failed test left.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            foreach (var directory in Directories().OrderByDescending(path => path.Length))
            {
                Directory.Delete(directory);
            }

            GC.SuppressFinalize(this);
        }
    }

    private TestBundle In(string path) => NewBundle().WithLinux("cgroupsPath", $"/{_parent}/{path}");

    // Of every hierarchy: those that carry the parent's name in their path, deepest last.
    private string[] Directories() =>
    [
        .. Roots().Select(root => Path.Combine(root, _parent)).Where(Directory.Exists)
            .SelectMany(path => Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories).Prepend(path)),
    ];

    private static IEnumerable<string> Roots() =>
        File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(" - cgroup")).Select(line => line.Split(' ')[4]);
}
