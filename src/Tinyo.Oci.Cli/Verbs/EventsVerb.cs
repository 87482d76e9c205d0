using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>events ID</c>: prints a container's use, a line in every interval, and a line whenever it runs out of memory.</summary>
internal static class EventsVerb
{
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(5);

    public static int Execute(Invocation invocation)
    {
        var (flags, id) = (invocation.Arguments.Flags, invocation.Id);
        var interval = Interval(flags);
        if (flags.Switch("stats"))
        {
            invocation.Caller.Print(EventJson.Write(id.ToString(), EventsOperation.Read(invocation.Context, id)));
        }
        else
        {
            EventsOperation.Watch(invocation.Context, id, interval, statistics => invocation.Caller.Print(EventJson.Write(id.ToString(), statistics)));
        }

        return 0;
    }

    private static TimeSpan Interval(FlagValues flags)
    {
        if (flags.Text("interval") is not { } text)
        {
            return s_usual;
        }

        var interval = GoDuration.TryParse(text)
            ?? throw new OciException($"invalid value \"{text}\" for flag -interval: parse error (a duration like 5s or 1m30s)");
        return interval.Ticks > 0 ? interval : throw new OciException("duration interval must be greater than 0");
    }
}
