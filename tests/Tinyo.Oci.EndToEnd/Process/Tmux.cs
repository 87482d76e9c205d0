using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>A real terminal with a shell in it and somebody who types: tmux(1), with a server of its own.</summary>
internal sealed class Tmux : IDisposable
{
    /// <summary>The prompt of the shell.</summary>
    internal const string Prompt = "host>";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly string _socket;

    /// <summary>A terminal of 24 rows and 80 columns.</summary>
    internal Tmux(string room)
    {
        _socket = Path.Combine(room, "tmux"); // in the room, as all that a test starts
        Do("new-session", "-d", "-x", "80", "-y", "24", "-e", $"{Leftovers.MarkerName}={room}", "/bin/bash", "--norc", "--noprofile");
        Do("set-option", "-g", "status", "off");
        Do("set-option", "-g", "window-size", "manual");
        Do("resize-window", "-x", "80", "-y", "24");
        Type("PS1='host''> '");
    }

    /// <summary>What the terminal shows, and what has scrolled out of sight.</summary>
    internal string Screen => Do("capture-pane", "-p", "-S", "-");

    /// <summary>Types a line.</summary>
    internal void Type(string line)
    {
        Do("send-keys", "-l", line);
        Press("Enter");
    }

    /// <summary>Presses a key by its name, such as <c>C-c</c>.</summary>
    internal void Press(string key) => Do("send-keys", key);

    /// <summary>Makes the terminal larger or smaller.</summary>
    internal void Resize(int rows, int columns) =>
        Do("resize-window", "-x", columns.ToString(CultureInfo.InvariantCulture), "-y", rows.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits until the terminal shows a text.</summary>
    internal Task<string> Shows(string text) => Shows(screen => screen.Contains(text), text);

    /// <summary>Waits until the terminal shows a line.</summary>
    internal Task<string> ShowsLine(string line) => Shows(screen => screen.Split('\n').Contains(line), $"the line '{line}'");

    /// <summary>Waits until what the terminal shows is as wanted.</summary>
    internal async Task<string> Shows(Func<string, bool> isWanted, string what)
    {
        var screen = Screen;
        for (var deadline = DateTime.UtcNow + s_patience; !isWanted(screen); screen = Screen)
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"the terminal does not show {what} within {s_patience}, but:\n{screen}");
            }

            await Task.Delay(20);
        }

        return screen;
    }

    /// <inheritdoc/>
    public void Dispose() => Do("kill-server");

    private string Do(params string[] words) => Command.Run("tmux", ["-u", "-S", _socket, "-f", "/dev/null", .. words]).ShouldSucceed().Output;
}
