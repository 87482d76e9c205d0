namespace Tinyo.Oci.Cli.Logging;

/// <summary>How a line of the log looks.</summary>
internal enum LogFormat
{
    /// <summary>For a person at a terminal: <c>tinyo-oci: message</c>.</summary>
    Plain,

    /// <summary>logrus's text: <c>time="…" level=error msg="…"</c>.</summary>
    Text,

    /// <summary>logrus's JSON: <c>{"level":"error","msg":"…","time":"…"}</c>.</summary>
    Json,
}
