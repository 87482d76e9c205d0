using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Creates, starts and, unless detached, waits: returns the program's exit code, 128 + n for signal n.</summary>
public static class RunOperation
{
    /// <summary>Creates, starts and, unless detached, waits: returns the program's exit code, 128 + n for signal n.</summary>
    public static int Execute(RuntimeContext context, RunRequest request)
    {
        var preparation = Preparation.Of(context, request.Create, request.Detach);
        if (preparation.Plan.Process is null)
        {
            throw new OciException($"cannot run container '{request.Create.Id}': its configuration has no process");
        }

        using var foreground = request.Detach ? null : Foreground.Take(request.NoSubreaper);
        using var creation = CreateOperation.Execute(context, request.Create, preparation);
        if (foreground is not null && creation.Console is { } console)
        {
            TerminalRelay.Prepare(console); // before the program asks for its size, or prints anything
        }

        // In front, this process stands for the container, to a service manager too.
        using var notify = StartOperation.Execute(context, creation.Container, foreground is null ? null : CurrentProcess.Id);
        creation.Container.Dispose(); // gives the lock back: others may kill and delete it from now on
        if (foreground is null)
        {
            notify?.AwaitReady();
            return 0;
        }

        var status = foreground.Wait(creation.Init!, creation.Console, notify);
        if (!request.Keep)
        {
            DeleteOperation.Execute(context, request.Create.Id, force: true);
        }

        return status.ShellCode;
    }
}
