using System.Globalization;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>newuidmap(1) and newgidmap(1), which map for a user the ids that root has set aside for it.</summary>
internal static class IdMapProgram
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Has the map of a process's user namespace written.</summary>
    /// <param name="name">Which of the two.</param>
    /// <param name="allowed">The file that says what is allowed.</param>
    /// <param name="pid">The process.</param>
    /// <param name="mappings">The map, its numbers separated by spaces.</param>
    internal static void Run(string name, string allowed, int pid, string mappings)
    {
        var directories = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : UsualPath;
        if (ProgramPath.TryFind(name, directories, out var program) is not Errno.None)
        {
            throw new OciException($"{name} is not in PATH: a user other than root needs it to map more than its own id (package uidmap)");
        }

        var outcome = ProgramRunner.Run(
            program,
            [name, pid.ToString(CultureInfo.InvariantCulture), .. mappings.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            [$"PATH={directories}"]);
        if (outcome.Status is not { Code: 0, Signal: 0 })
        {
            throw new OciException($"{name} did not map '{mappings.TrimEnd()}': {outcome.Errors.Trim()}; {allowed} says what this user may map");
        }
    }
}
