using System.Text;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>What a runtime answered to a row of calls, with everything that differs from run to run masked.</summary>
internal sealed partial class Transcript(AnswerMask mask)
{
    private const string Record = "TINYO_OCI_RECORD_ANSWERS";

    private readonly StringBuilder _text = new();
    private readonly List<string> _errors = [];

    /// <summary>Adds a call: its output byte for byte, and its exit code. What it says of an error is <see cref="AddError"/>'s.</summary>
    public void Add(string call, CommandResult result, Func<string, string>? also = null)
    {
        var output = mask.Apply(also is null ? result.Output : also(result.Output));
        _text.Append($"$ {mask.Apply(call)}\n{output}{(output.Length == 0 || output.EndsWith('\n') ? "" : "(no line feed)\n")}[{result.ExitCode}]\n");
    }

    /// <summary>Adds a line of what was seen elsewhere.</summary>
    public void Note(string line) => _text.Append(mask.Apply(line)).Append('\n');

    /// <summary>Adds an error's words, of which the other runtime may say more.</summary>
    /// <param name="result">What the call left.</param>
    /// <param name="words">Those that matter; null for all.</param>
    public void AddError(CommandResult result, string? words = null)
    {
        var said = mask.Apply(result.Errors).Replace("\\\"", "\"");
        _errors.Add(words is null ? said : $"{said}{said.ToLowerInvariant()}"); // who looks for the kernel's words does so in any case
        _text.Append($"! {(words is not null && said.Contains(words) ? words : Words(said))}\n");
    }

    /// <summary>Compares it with the one that was recorded of runc; with the switch set, records it.</summary>
    public void ShouldBeAsRecorded(string name)
    {
        var file = Path.Combine(Workspace.Repository, "spec-fixtures", "answers", $"{name}.txt");
        if (Environment.GetEnvironmentVariable(Record) is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, _text.ToString());
        }

        File.Exists(file).Should().BeTrue($"{file} is what runc answered; TINYO_OCI_RUNTIME=runc {Record}=1 writes it");
        var recorded = File.ReadAllText(file).Split('\n');
        WithoutErrors(_text.ToString().Split('\n')).Should().Be(WithoutErrors(recorded));
        foreach (var (words, said) in recorded.Where(line => line.StartsWith("! ", StringComparison.Ordinal)).Zip(_errors))
        {
            said.Should().Contain(words[2..]);
        }
    }

    private static string WithoutErrors(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.StartsWith("! ", StringComparison.Ordinal) ? "!" : line));

    // runc: time="2026-11-23T17:24:51Z" level=error msg="runc create failed: container with given ID already exists"
    private static string Words(string errors)
    {
        const string Begin = "level=error msg=\"";
        var line = errors.Split('\n').LastOrDefault(line => line.Contains(Begin));
        return line is null ? errors.Trim() : Prefix().Replace(line[(line.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..^1], "");
    }

    // Its own name is nothing that callers look for.
    [GeneratedRegex("^(runc (create|run)|exec) failed: ")]
    private static partial Regex Prefix();
}
