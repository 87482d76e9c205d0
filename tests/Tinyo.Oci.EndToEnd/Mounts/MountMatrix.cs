using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>One container with a mount for each case; the tests read what it saw.</summary>
public class MountMatrix : ContainerTest, IAsyncLifetime
{
    private readonly List<MountCase> _cases;

    /// <summary>Every case.</summary>
    public MountMatrix() : this(MountCases.All)
    {
    }

    /// <summary>Some of the cases.</summary>
    protected MountMatrix(IEnumerable<MountCase> cases) =>
        _cases = [.. cases.Where(one => Infrastructure.Runtime.IsTinyo || one.OldRuncAgrees)];

    /// <summary>What the container with all mounts printed.</summary>
    protected CommandResult? Result { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Infrastructure.Runtime.Binary) && Environment.IsPrivilegedProcess)
        {
            Result = await Run(_cases);
        }
    }

    /// <summary>The mount of a case; a case whose container does not start fails alone.</summary>
    internal async Task<MountLine> Mount(MountCase one)
    {
        var (result, index) = Result!.ExitCode == 0
            ? (Result, _cases.IndexOf(one))
            : ((await Run([one])).ShouldSucceed(), 0);
        return MountLine.At(result.Output, Target(index));
    }

    /// <summary>The command that runs the container, changed where a test wants another world around it.</summary>
    protected virtual Command Around(Command command) => command;

    private static string Target(int index) => $"/mnt/{index}";

    private Task<CommandResult> Run(List<MountCase> cases)
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo");
        for (var i = 0; i < cases.Count; i++)
        {
            Add(bundle, cases[i], Target(i));
        }

        var run = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());
        return HostMounts.With($"""
            mkdir -p '{Room}/plain' '{Room}/shared'
            mount -t tmpfs source '{Room}/plain'
            mount -t tmpfs source '{Room}/shared'
            mount --make-shared '{Room}/shared'
            """, Around(run)).Execute();
    }

    private void Add(TestBundle bundle, MountCase one, string target)
    {
        foreach (var options in one.Steps)
        {
            _ = one.Kind switch
            {
                "tmpfs" => bundle.WithMount(target, "tmpfs", "tmpfs", options),
                "bind" => bundle.WithMount(target, "none", $"{Room}/plain", ["bind", .. options]),
                "peer" => bundle.WithMount(target, "none", $"{Room}/shared", ["bind", .. options]),
                _ => throw new ArgumentOutOfRangeException(nameof(one), one, null),
            };
        }
    }
}
