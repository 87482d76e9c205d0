using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Bundles;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Runs another program in a container and, unless detached, waits: returns its exit code, 128 + n for signal n.</summary>
public static class ExecOperation
{
    private const int FirstAfterStdio = 3;
    private const int Self = 0;

    /// <summary>Runs another program in a container and, unless detached, waits: returns its exit code, 128 + n for signal n.</summary>
    public static int Execute(RuntimeContext context, ExecRequest request)
    {
        using var container = Container.Open(context, request.Id);
        using var init = Hold(container, request.IgnorePaused);
        var plan = Plan(context, container, request);
        Preparation.CheckTerminal(plan.Process.Terminal, request.ConsoleSocket, request.Detach);
        Preparation.CheckDescriptors(request.PreserveFds, activated: 0);
        // What this process was given by accident, the container must not even inherit (CVE-2024-21626).
        CurrentProcess.CloseOnExecuteFrom(FirstAfterStdio + request.PreserveFds);

        using var target = ExecTarget.Open(init, plan.Process);
        var entrance = new JoinEntrance(container.Record.Cgroup, SubCgroups.Parse(request.Cgroups), init.Pid, ExecLauncher.MayLackPrivilege(plan));
        using var launcher = new ExecLauncher(plan, target, entrance);
        Handover.Console(request.ConsoleSocket, target.Terminal?.Master);
        using var foreground = request.Detach ? null : Foreground.Take(noSubreaper: true);
        if (foreground is not null && target.Terminal is { } terminal)
        {
            TerminalRelay.Prepare(terminal.Master); // before the program asks for its size, or prints anything
        }

        if (container.Record.Resctrl is { } place && context.FindResctrl() is { } resctrl)
        {
            new ResctrlGroup(resctrl, place).Join(Self); // what is started from now on is in it, too
        }

        using var process = launcher.Start();
        Await(container, request, launcher, process);
        target.Terminal?.Slave.Dispose(); // or the program's end of it would never be seen
        return foreground?.Wait(process, target.Terminal?.Master, notify: null).ShellCode ?? 0;
    }

    private static void Await(Container container, ExecRequest request, ExecLauncher launcher, ProcessHandle process)
    {
        try
        {
            launcher.AwaitExecution(number => new SeccompListener(
                container.Record.SeccompListener ?? throw new OciException("linux.seccomp: nobody is known to take the listener"), container.Record.SeccompMetadata)
                .Pass(process, number, container.StateFor(StatusNames.Running, container.Record.Pid)));
            Handover.PidFd(request.PidfdSocket, process, "setns");
            Handover.PidFile(request.PidFile, process);
        }
        catch
        {
            process.TrySignal(Signal.Kill);
            process.Wait();
            throw;
        }
    }

    private static ProcessHandle Hold(Container container, bool ignorePaused)
    {
        if (container.TryHoldInit() is not { } init)
        {
            throw new OciException(container.Status() is State.ContainerStatus.Creating
                ? "cannot exec in a container that is being created"
                : "cannot exec in a stopped container");
        }

        if (ignorePaused || !container.Cgroup.IsFrozen())
        {
            return init;
        }

        init.Dispose();
        throw new OciException("cannot exec in a paused container (use --ignore-paused to override)");
    }

    private static ExecPlan Plan(RuntimeContext context, Container container, ExecRequest request)
    {
        var process = request.ProcessFile is { } file
            ? ProcessLoader.Read(file)
            : request.Changes.ApplyTo(ProcessLoader.OfBundle(container.Record.Bundle));
        foreach (var warning in ProcessLoader.Check(process))
        {
            context.Log.BundleWarned(warning);
        }

        var plan = ExecPlanner.Plan(process, container.Record, ContainerFilter.Read(container.Directory), HostFactsReader.ReadCaller(), request.PreserveFds);
        SecurityModules.Check(plan.Process);
        return Grantable(context, plan, container.Record.Pid);
    }

    private static ExecPlan Grantable(RuntimeContext context, ExecPlan plan, int init)
    {
        var lacking = GrantableCapabilities.Lacking(plan.Process.Capabilities, ThreadCredentials.BoundingSet());
        if (lacking == 0 || FileSystem.TryStat($"/proc/{init}/ns/user")?.Inode != FileSystem.TryStat("/proc/self/ns/user")?.Inode)
        {
            return plan; // whoever enters another user namespace has them all there
        }

        context.Log.PlanWarned(GrantableCapabilities.Warning(lacking));
        return plan with { Process = GrantableCapabilities.Without(plan.Process, lacking) };
    }
}
