using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Base of the attacks that runtimes have fallen to: each is made on ours, and by hand on something that must fall, to show that it bites.</summary>
/// <remarks>
/// Doc comments say how runc 1.1.5 and crun 1.8.1 of Debian 12 stand it: <c>TINYO_OCI_RUNTIME=runc</c> shows that.
/// <c>TINYO_OCI_ATTACK_ROUNDS</c> has races run for more rounds than a test run has time for.
/// </remarks>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "unshare")]
public abstract class AttackTest : ContainerTest
{
    /// <summary>What a container prints when the attack was a success.</summary>
    protected const string Fell = "FELL";

    private const int FewRounds = 60;

    /// <summary>How often a race is run.</summary>
    protected static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TINYO_OCI_ATTACK_ROUNDS"), CultureInfo.InvariantCulture, out var given) ? given : FewRounds;

    private protected Sentinel Outside => field ??= new Sentinel(Room);

    /// <summary>Runs a bundle again and again, each time in a container of its own; ROUND in config.json becomes the round's number.</summary>
    /// <returns>Everything that the containers and the runtime printed, and as exit code the number of runs that failed.</returns>
    protected Task<CommandResult> RunRounds(TestBundle bundle, string before = "", int? rounds = null)
    {
        const string Loop = """
            failed=0; round=0
            cp "$bundle/config.json" "$bundle/template.json"
            while [ $round -lt $rounds ]; do
                sed "s/ROUND/$round/g" "$bundle/template.json" > "$bundle/config.json"
                eval "$before"
                "$runtime" --root "$state" run --bundle "$bundle" "$id-$round" || failed=$((failed+1))
                round=$((round+1))
            done
            exit $((failed * 100 / rounds))
            """;
        return Shell(Loop, new Dictionary<string, string>
        {
            ["runtime"] = Runtime.Binary,
            ["state"] = Runtime.StateRoot,
            ["bundle"] = bundle.Save().Directory,
            ["id"] = NewId(),
            ["rounds"] = $"{rounds ?? Rounds}",
            ["before"] = before,
        });
    }

    /// <summary>Runs a script as a runtime that looks at a path first and uses it then, in mounts of its own, until it says that it fell.</summary>
    protected Task<CommandResult> RunNaively(TestBundle bundle, string script) =>
        Shell($"n=0; while [ $n -lt 500 ]; do unshare --mount --propagation private sh -c '{script}' 2>&1 | tee -a out; grep -q FELL out && exit 0; n=$((n+1)); done; exit 1", new Dictionary<string, string>
        {
            ["root"] = bundle.RootFilesystem,
            ["outside"] = Outside.Path,
            ["room"] = Room,
        });

    /// <summary>Runs a shell script of the host with variables.</summary>
    protected Task<CommandResult> Shell(string script, IReadOnlyDictionary<string, string> variables) =>
        new Command("sh", ["-c", script])
        {
            Environment = new Dictionary<string, string>(variables) { [Leftovers.MarkerName] = Room },
            Limit = TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(Rounds / 2.0),
        }.Execute();

    /// <summary>A directory of this test's room, made if it is not there.</summary>
    protected string HostDirectory(params string[] names) => Directory.CreateDirectory(Path.Combine([Room, .. names])).FullName;

    /// <summary>Fails the test when a container of some round got through, or when none of them ran.</summary>
    protected static void ShouldStand(CommandResult result)
    {
        (result.Output + result.Errors).Should().NotContainAny(Fell, Sentinel.Secret, "internal error", "Unhandled");
        result.ExitCode.Should().BeLessThan(100, "some round must have run its container: {0}", result.Errors);
    }
}
