using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>/proc of the root filesystem changes places with a link while the container is made, and what hides in it with it.</summary>
public sealed class ProcRaceSpecs : AttackTest
{
    /// <summary>
    /// CVE-2019-19921, CVE-2023-27561, CVE-2023-28642: procfs mounted where a link leads leaves a /proc that somebody else made.
    /// runc 1.1.5 and crun 1.8.1 stand.
    /// </summary>
    [Fact]
    public async Task Procfs_is_not_mounted_where_a_link_leads()
    {
        var bundle = Bundle().WithScript($"test -e /tmp/fake/self && echo {Fell}; true");
        using var racer = Race(bundle);

        var result = await RunRounds(bundle);

        ShouldStand(result);
    }

    /// <summary>What is masked in procfs stays so, whatever the name /proc leads to by the time. runc 1.1.5 and crun 1.8.1 fall.</summary>
    [Fact]
    public async Task A_path_is_masked_in_the_procfs_that_was_mounted()
    {
        var bundle = Bundle().WithScript($"for at in /proc /link; do test -f $at/cpuinfo && echo {Fell}; done; true")
            .WithLinux("maskedPaths", TestBundle.ToArray("/proc/cpuinfo"));
        using var racer = Race(bundle);

        var result = await RunRounds(bundle);

        ShouldStand(result);
    }

    [Fact]
    public async Task Procfs_by_path_lands_where_the_link_leads()
    {
        var bundle = Bundle();
        using var racer = Race(bundle);

        var result = await RunNaively(bundle, """
            [ -L "$root/proc" ] || mount -t proc proc "$root/proc"
            for at in proc link; do [ -d "$root/$at/self" ] && mount --bind /dev/null "$root/proc/cpuinfo"; done
            for at in proc link; do [ -f "$root/$at/cpuinfo" ] && echo FELL; done
            """);

        result.ShouldSucceed();
    }

    private TestBundle Bundle()
    {
        var bundle = NewBundle().With(config => config["mounts"]!.AsArray().Clear()).WithMount("/proc", "proc", "proc");
        bundle.Config["linux"]!["readonlyPaths"] = TestBundle.ToArray();
        bundle.Config["linux"]!["maskedPaths"] = TestBundle.ToArray();
        Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "tmp", "fake"));
        return bundle;
    }

    private static Racer Race(TestBundle bundle)
    {
        var link = Path.Combine(bundle.RootFilesystem, "link");
        File.CreateSymbolicLink(link, "tmp/fake");
        return new Racer(Path.Combine(bundle.RootFilesystem, "proc"), link);
    }
}
