using Microsoft.Extensions.Logging;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary>Does something to the container that the first positional names, or with <c>--regex</c> to all that it matches.</summary>
internal static class Selection
{
    public static int ForEach(Invocation invocation, Action<RuntimeContext, ContainerId> action)
    {
        var context = invocation.Context;
        if (!invocation.Arguments.Flags.Switch("regex"))
        {
            action(context, invocation.Id);
            return 0;
        }

        using var pattern = Compile(invocation.Arguments.Positionals[0]);
        ForEach(Matching(pattern, ListOperation.Execute(context)), context, action);
        return 0;
    }

    /// <summary>The ids that a pattern matches anywhere; <c>^</c> and <c>$</c> tie it down.</summary>
    public static IReadOnlyList<ContainerId> Matching(ExtendedPattern pattern, IReadOnlyList<ContainerReport> reports)
    {
        List<ContainerId> ids = [];
        foreach (var report in reports)
        {
            if (pattern.IsMatch(report.Id))
            {
                ids.Add(ContainerId.Parse(report.Id));
            }
        }

        return ids;
    }

    // One that fails must not save those after it.
    public static void ForEach(IReadOnlyList<ContainerId> ids, RuntimeContext context, Action<RuntimeContext, ContainerId> action)
    {
        List<string> failures = [];
        foreach (var id in ids)
        {
            try
            {
                action(context, id);
            }
            catch (Exception error) when (error is OciException or LinuxException)
            {
                failures.Add($"{id}: {error.Message}");
            }
        }

        if (failures.Count > 0)
        {
            throw new OciException($"{failures.Count} of {ids.Count} containers failed: {string.Join("; ", failures)}");
        }
    }

    public static ExtendedPattern Compile(string pattern) =>
        ExtendedPattern.TryCompile(pattern) ?? throw new OciException($"--regex '{pattern}' is not a regular expression");
}
