using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>An init that makes its container from inside: this binary, executed once more in the container's namespaces, see <see cref="InitStub"/>.</summary>
/// <remarks>What only a process inside can do needs it: what a user namespace owns, offsets of clocks, hooks in the container's namespaces.</remarks>
internal sealed class InsideInit(ContainerPlan plan) : IInitMaker
{
    private readonly InitLauncher _launcher = new(plan);
    private MessageSocket? _socket;
    private ProcessHandle? _init;
    private ContainerCreation? _creation;

    /// <inheritdoc/>
    public bool TakesMemory => true;

    /// <inheritdoc/>
    public ProcessHandle? LaunchEarly(SafeFileHandle? unified) => null;

    /// <inheritdoc/>
    public ProcessHandle Launch(ICgroup cgroup, string? late, out bool isPlaced) =>
        _init = _launcher.Launch(cgroup, late, out _socket, out isPlaced);

    /// <inheritdoc/>
    public void AwaitStarted()
    {
        _socket!.TrySend(InitMessage.Started);
        if (_socket.Receive() is { } message)
        {
            _launcher.ThrowIfFailed(message);
        }
    }

    /// <inheritdoc/>
    public void SetUp(ContainerCreation creation, LateEntrance? late)
    {
        // A dead init has usually said why: that message is still to be read, whatever of these does not arrive.
        _creation = creation;
        NetDevices.Move(plan, _init!.Pid);
        using (var gate = StartGate.Listen(creation.Container.Directory))
        {
            new MountTrees(plan, _init.Pid).Send(_socket!);
            if (late is not null)
            {
                _socket!.TrySend(InitMessage.LateCgroup, [], [late.Door]);
            }

            _socket!.TrySend(InitMessage.Plan, PlanCodec.Encode(plan), [gate]);
        }

        while (_socket.Receive() is { } message)
        {
            switch (message.Kind)
            {
                case InitMessage.RunHooks:
                    creation.RunHooks();
                    _socket.TrySend(InitMessage.HooksDone);
                    break;
                case InitMessage.Console:
                    creation.Console = message.Handles[0];
                    break;
                case InitMessage.Ready:
                    SetLimits();
                    return;
                default:
                    ThrowIfFailed(message);
                    throw new OciException($"init sent an unknown message, {message.Kind}");
            }
        }

        throw creation.Died();
    }

    /// <inheritdoc/>
    public void ThrowLastWords()
    {
        while (_socket!.Receive() is { } message)
        {
            ThrowIfFailed(message);
        }
    }

    /// <inheritdoc/>
    public bool TryCommit() => _socket!.TrySend(InitMessage.Commit);

    /// <inheritdoc/>
    public void Start(Action<int>? passListener) => StartGate.Start(_creation!.Container.Directory, passListener);

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        _launcher.Dispose();
    }

    private void SetLimits()
    {
        foreach (var limit in plan.Process?.Limits ?? [])
        {
            Scheduler.SetLimit(_init!.Pid, limit);
        }
    }

    private void ThrowIfFailed(in Message message)
    {
        _launcher.ThrowIfFailed(message);
        if (message.Kind is InitMessage.Failed)
        {
            throw new OciException(Encoding.UTF8.GetString(message.Payload));
        }
    }
}
