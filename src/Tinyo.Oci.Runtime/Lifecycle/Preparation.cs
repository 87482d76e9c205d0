using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Runtime.Bundles;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Everything about a create that can be decided, and refused, before anything is made.</summary>
internal sealed class Preparation
{
    private const int FirstAfterStdio = 3;

    private Preparation(ContainerPlan plan, HostFacts facts, ProgramRecord program) => (Plan, Facts, Program) = (plan, facts, program);

    /// <summary>What will be made.</summary>
    internal ContainerPlan Plan { get; }

    /// <summary>What the plan was made for.</summary>
    internal HostFacts Facts { get; }

    /// <summary>What processes that join the container will have of it.</summary>
    internal ProgramRecord Program { get; }

    /// <summary>Loads the bundle and plans the container.</summary>
    internal static Preparation Of(RuntimeContext context, CreateRequest request, bool detached)
    {
        var activation = SocketActivation.OfThisProcess();
        CheckDescriptors(request.PreserveFds, activation.Count);
        var preserved = request.PreserveFds + activation.Count;
        var bundle = WithKnownLabels(BundleLoader.Load(request.Bundle, request.Config), context);
        var facts = HostFactsReader.Read(context.Rootless);
        var result = ContainerPlanner.Plan(
            new PlanRequest
            {
                Id = request.Id.ToString(),
                Bundle = bundle,
                NoPivot = request.NoPivot,
                NoNewKeyring = request.NoNewKeyring,
                PreserveFds = preserved,
                UsesSystemd = context.CgroupManager is CgroupManager.Systemd,
                MakesNoCgroup = context.CgroupManager is CgroupManager.Disabled,
            },
            facts);
        CheckTerminal(result.Plan.Process is { Terminal: true }, request.ConsoleSocket, detached);
        SecurityModules.Check(result.Plan.Process);
        foreach (var warning in bundle.Warnings)
        {
            context.Log.BundleWarned(warning);
        }

        foreach (var warning in result.Warnings)
        {
            context.Log.PlanWarned(warning);
        }

        // What this process was given by accident, init must not even inherit (CVE-2024-21626).
        CurrentProcess.CloseOnExecuteFrom(FirstAfterStdio + preserved);
        return new Preparation(activation.AddTo(result.Plan), facts, Record(result.Plan.Process, bundle.Spec));
    }

    private static ProgramRecord Record(ProcessPlan? process, RuntimeSpec spec) => process is null ? ProgramRecord.None : new ProgramRecord
    {
        Capabilities = process.Capabilities,
        Limits = process.Limits,
        Scheduler = process.Scheduler,
        IoPriority = process.IoPriority,
        Personality = process.Personality,
        MemoryPolicy = process.MemoryPolicy,
        InitialCpus = spec.Process?.ExecCPUAffinity?.Initial,
        FinalCpus = spec.Process?.ExecCPUAffinity?.Final,
        ApparmorProfile = process.ApparmorProfile,
        SelinuxLabel = process.SelinuxLabel,
        TerminalLabel = spec.Linux?.MountLabel is { Length: > 0 } label ? label : null,
        SessionKeyring = process.SessionKeyring,
    };

    // A label of files means nothing without the module that reads it; as crun, and unlike a label that confines a program.
    private static Bundle WithKnownLabels(Bundle bundle, RuntimeContext context)
    {
        if (bundle.Spec.Linux is not { MountLabel: { Length: > 0 } label } linux || SecurityModules.HasSELinux)
        {
            return bundle;
        }

        context.Log.PlanWarned($"linux.mountLabel: '{label}' is left out: SELinux is disabled or not supported by this kernel");
        return bundle with { Spec = bundle.Spec with { Linux = linux with { MountLabel = null } } };
    }

    /// <summary>Refuses to pass on descriptors that are not there.</summary>
    internal static void CheckDescriptors(int preserved, int activated)
    {
        for (var number = FirstAfterStdio; number < (long)FirstAfterStdio + preserved + activated; number++)
        {
            if (!CurrentProcess.HasDescriptor(number))
            {
                throw new OciException($"unable to stat preserved-fd {number}: it is not open, --preserve-fds {preserved} asks for it");
            }
        }
    }

    /// <summary>Refuses a terminal that nobody would have the other end of, and a socket for a terminal that there is not.</summary>
    internal static void CheckTerminal(bool terminal, string? consoleSocket, bool detached)
    {
        if (detached && terminal && consoleSocket is null)
        {
            throw new OciException("cannot allocate tty if runc will detach without setting console socket");
        }

        if (consoleSocket is not null && (!detached || !terminal))
        {
            throw new OciException("cannot use console socket if runc will not detach or allocate tty");
        }
    }
}
