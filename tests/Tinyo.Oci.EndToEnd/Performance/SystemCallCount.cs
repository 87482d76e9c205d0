using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Performance;

/// <summary>The system calls of a command and of all that it started, as <c>strace -c</c> counts them.</summary>
internal sealed record SystemCallCount(int Total, string Table)
{
    /// <summary>Runs the call until all that it started has ended, meanwhile <paramref name="meanwhile"/>.</summary>
    internal static async Task<SystemCallCount> Of(Command call, string room, Func<Task>? meanwhile = null)
    {
        var file = Path.Combine(room, $"calls-{Guid.NewGuid():N}");
        var traced = (call with { Program = "strace", Arguments = ["-f", "-c", "-S", "calls", "-o", file, call.Program, .. call.Arguments] }).Execute();
        if (meanwhile is not null)
        {
            await meanwhile();
        }

        (await traced).ShouldSucceed();
        var lines = await File.ReadAllLinesAsync(file);
        var total = lines.Single(line => line.EndsWith(" total", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return new SystemCallCount(int.Parse(total, CultureInfo.InvariantCulture), string.Join('\n', lines.Take(15)));
    }
}
