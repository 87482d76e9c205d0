using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Makes a container and leaves it waiting for start.</summary>
public static class CreateOperation
{
    /// <summary>Makes a container and leaves it waiting for start.</summary>
    public static void Execute(RuntimeContext context, CreateRequest request)
    {
        var preparation = Preparation.Of(context, request, detached: true);
        using var creation = Execute(context, request, preparation);
    }

    /// <summary>Makes a container; the caller holds it, with its lock, until it disposes of it.</summary>
    /// <param name="context">Where containers are remembered.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="preparation">What was decided.</param>
    /// <param name="startsAtOnce">Whether the caller starts it itself, by <see cref="ContainerCreation.Start"/>.</param>
    internal static ContainerCreation Execute(RuntimeContext context, CreateRequest request, Preparation preparation, bool startsAtOnce = false)
    {
        var creation = ContainerCreation.Begin(context, request.Id, preparation, startsAtOnce);
        var pidFileWritten = false;
        try
        {
            creation.Make();
            Handover.Console(request.ConsoleSocket, creation.Console);
            Handover.PidFd(request.PidfdSocket, creation.Init!);
            Handover.PidFile(request.PidFile, creation.Init!);
            pidFileWritten = request.PidFile is not null;
            creation.Commit();
            return creation;
        }
        catch (Exception failure)
        {
            if (pidFileWritten)
            {
                FileSystem.TryRemoveFile(request.PidFile!);
            }

            creation.Undo();
            creation.Dispose();
            if (failure is OciException or LinuxException)
            {
                throw;
            }

            throw new OciException($"internal error: {failure.Message}", failure);
        }
    }
}
