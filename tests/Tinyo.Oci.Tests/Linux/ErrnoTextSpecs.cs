using System.Runtime.InteropServices;
using Tinyo.Oci.Linux;

namespace Tinyo.Oci.Tests.Linux;

/// <summary>What errnos mean in words, whichever C library is linked: the words of glibc, which runs these tests.</summary>
public sealed class ErrnoTextSpecs
{
    [Fact]
    public void Every_errno_has_the_words_of_glibc()
    {
        var numbers = Enumerable.Range(0, 140);

        var texts = numbers.Select(number => LinuxException.Describe((Errno)number));

        texts.Should().Equal(numbers.Select(Marshal.GetPInvokeErrorMessage));
    }
}
