using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Reports every container under the state root, in order of id.</summary>
public static class ListOperation
{
    /// <summary>Reports every container under the state root, in order of id; a broken one is warned about and left out.</summary>
    public static IReadOnlyList<ContainerReport> Execute(RuntimeContext context)
    {
        var store = new StateStore(context.Root);
        var users = new Lazy<UserNames>(UserNames.OfThisMachine, isThreadSafe: false);
        var reports = new List<ContainerReport>();
        foreach (var id in store.Ids())
        {
            if (TryReport(context, store, id, users) is { } report)
            {
                reports.Add(report);
            }
        }

        return reports;
    }

    private static ContainerReport? TryReport(RuntimeContext context, StateStore store, ContainerId id, Lazy<UserNames> users)
    {
        try
        {
            using var directory = store.TryOpen(id);
            if (directory?.TryReadRecord() is { } record)
            {
                var owner = FileSystem.Stat(directory.Handle, directory.Path).Uid;
                return StateOperation.Report(new Container(directory, record)) with { Owner = users.Value.Of(owner) };
            }

            if (directory is not null && store.IsAbandoned(directory))
            {
                context.Log.LeftOut(id.ToString(), "its create died before it wrote a record, remove it with delete");
            }
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            context.Log.LeftOut(id.ToString(), failure.Message);
        }

        return null;
    }
}
