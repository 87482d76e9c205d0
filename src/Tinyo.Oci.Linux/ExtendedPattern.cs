using System.Text;

namespace Tinyo.Oci.Linux;

/// <summary>A POSIX extended regular expression, compiled by the C library, see regex(3): .NET's own engine would be a tenth of the binary.</summary>
public sealed unsafe class ExtendedPattern : IDisposable
{
    private const int REG_EXTENDED = 1;
    private const int REG_NOSUB = 8;
    private const int RegexLength = 256; // struct regex_t has 64 bytes in glibc

    private readonly byte[] _compiled = GC.AllocateArray<byte>(RegexLength, pinned: true);
    private readonly bool _isValid;

    private ExtendedPattern(string pattern)
    {
        fixed (byte* compiled = _compiled, text = Encoding.UTF8.GetBytes(pattern + '\0'))
        {
            _isValid = Libc.Regcomp(compiled, text, REG_EXTENDED | REG_NOSUB) == 0;
        }
    }

    /// <summary>Compiles a pattern; null when it is no regular expression.</summary>
    public static ExtendedPattern? TryCompile(string pattern)
    {
        var compiled = new ExtendedPattern(pattern);
        if (compiled._isValid)
        {
            return compiled;
        }

        compiled.Dispose();
        return null;
    }

    /// <summary>Whether the pattern matches anywhere in a text; <c>^</c> and <c>$</c> tie it down.</summary>
    public bool IsMatch(string text)
    {
        fixed (byte* compiled = _compiled, bytes = Encoding.UTF8.GetBytes(text + '\0'))
        {
            return Libc.Regexec(compiled, bytes, 0, null, 0) == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isValid)
        {
            fixed (byte* compiled = _compiled)
            {
                Libc.Regfree(compiled);
            }
        }
    }
}
