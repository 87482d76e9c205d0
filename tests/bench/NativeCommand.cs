using System.Runtime.InteropServices;

namespace Tinyo.Oci.Bench;

/// <summary>A command's words and environment, laid out as the kernel wants them.</summary>
internal sealed class NativeCommand : IDisposable
{
    private readonly string[] _words;

    public NativeCommand(params string[] words)
    {
        _words = words;
        Words = Layout(words);
    }

    public nint Words { get; }

    public nint Path => Marshal.ReadIntPtr(Words);

    /// <summary>The same for all.</summary>
    public static nint Environment { get; } = Layout(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);

    public override string ToString() => string.Join(' ', _words);

    public void Dispose()
    {
        for (var i = 0; i < _words.Length; i++)
        {
            Marshal.FreeCoTaskMem(Marshal.ReadIntPtr(Words, i * nint.Size));
        }

        Marshal.FreeHGlobal(Words);
    }

    private static nint Layout(string[] words)
    {
        var pointers = Marshal.AllocHGlobal((words.Length + 1) * nint.Size);
        for (var i = 0; i < words.Length; i++)
        {
            Marshal.WriteIntPtr(pointers, i * nint.Size, Marshal.StringToCoTaskMemUTF8(words[i]));
        }

        Marshal.WriteIntPtr(pointers, words.Length * nint.Size, 0);
        return pointers;
    }
}
