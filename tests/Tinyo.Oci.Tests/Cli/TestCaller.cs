using System.Text;
using Tinyo.Oci.Cli;

namespace Tinyo.Oci.Tests.Cli;

/// <summary>A caller made of memory: two streams, a directory and an environment.</summary>
internal sealed class TestCaller
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public Dictionary<string, string> Variables { get; } = [];

    public string Directory { get; init; } = "/srv";

    public string Input { get; init; } = "";

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public bool InUserNamespace { get; init; }

    public Func<IReadOnlyList<string>, string> ProcessStatus { get; init; } = _ => "";

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Caller Caller => new()
    {
        Output = bytes => _output.Append(Encoding.UTF8.GetString(bytes)),
        Error = bytes => _error.Append(Encoding.UTF8.GetString(bytes)),
        Input = () => Encoding.UTF8.GetBytes(Input),
        Directory = () => Directory,
        Variable = Variables.GetValueOrDefault,
        Uid = Uid,
        Gid = Gid,
        InUserNamespace = () => InUserNamespace,
        ProcessStatus = ProcessStatus,
    };

    /// <summary>Runs a command line, its words split at spaces.</summary>
    public int Run(string words) => Program.Run(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), Caller);
}
