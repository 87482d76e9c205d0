using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The first process of a container, until it becomes the container's program.</summary>
public static class InitStub
{
    /// <summary>The hidden verb that this binary is executed again with, inside the container's namespaces.</summary>
    public const string Verb = "init";

    private const int Failure = 1;

    /// <summary>Whether the command line is that of an init process.</summary>
    public static bool IsAsked(string[] words) => words.Length == 2 && words[0] == Verb && int.TryParse(words[1], out _);

    /// <summary>Makes the container and becomes its program; returns only an exit code, when that failed.</summary>
    /// <param name="words">The verb, and the number of the descriptor that leads to the creator.</param>
    public static int Run(string[] words)
    {
        var descriptor = int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);
        CurrentProcess.CloseOnExecuteFrom(descriptor); // it had to survive one execve, and must not a second
        using var channel = new InitChannel(new MessageSocket(new SafeFileHandle(descriptor, ownsHandle: true)));
        try
        {
            if (channel.ReceivePlan() is not { } plan)
            {
                return Failure;
            }

            var program = new InsideSetup(plan, channel).Make();
            return program is null ? Failure : RunAtGate(program, channel);
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            channel.Fail(InitFailure.Describe(failure));
            return Failure;
        }
        catch (Exception failure)
        {
            channel.Fail($"internal error: {failure.GetType().Name}: {failure.Message}");
            return Failure;
        }
    }

    private static int RunAtGate(PreparedProgram program, InitChannel channel)
    {
        if (!channel.Ready())
        {
            return Failure; // the creator died before it could remember us: so do we
        }

        using var gate = new GateKeeper(channel.Gate!);
        channel.Dispose();
        try
        {
            return gate.AwaitStart() is { } starter ? program.Execute(starter) : Failure;
        }
        catch (LinuxException)
        {
            return Failure; // as from a limit on descriptors that leaves none for a starter: it sees us die
        }
    }
}
