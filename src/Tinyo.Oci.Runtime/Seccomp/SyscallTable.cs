namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>The system calls of the kernel, by name, on every architecture that a filter can be made for.</summary>
internal static partial class SyscallTable
{
    private const ushort No = 0xFFFF;
    private const int Columns = 8;

    // What arm alone has stands far off the rest; the table keeps it nearer.
    private const int PrivateInTable = 0xF000;
    private const int PrivateInKernel = 0xF0000;

    /// <summary>How many names there are.</summary>
    internal static int Length => Count;

    /// <summary>The place of a name; negative when no architecture knows it.</summary>
    internal static int IndexOf(ReadOnlySpan<char> name)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (Compare(name, NameAt(middle)))
            {
                case 0:
                    return middle;
                case < 0:
                    high = middle - 1;
                    break;
                default:
                    low = middle + 1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>The name at a place.</summary>
    internal static string Name(int index) => System.Text.Encoding.ASCII.GetString(NameAt(index));

    /// <summary>Room for every name.</summary>
    internal const int LongestName = 64;

    /// <summary>Copies the name at a place, and says how long it is.</summary>
    internal static int CopyName(int index, Span<char> name) => System.Text.Encoding.ASCII.GetChars(NameAt(index), name);

    /// <summary>The number that a name has in a column; negative when that architecture does not have it.</summary>
    internal static int Number(int index, int column) => Numbers[index * Columns + column] switch
    {
        No => -1,
        >= PrivateInTable and var number => number - PrivateInTable + PrivateInKernel,
        var number => number,
    };

    private static ReadOnlySpan<byte> NameAt(int index) => Names[Starts[index]..Starts[index + 1]];

    private static int Compare(ReadOnlySpan<char> name, ReadOnlySpan<byte> other)
    {
        var shared = Math.Min(name.Length, other.Length);
        for (var i = 0; i < shared; i++)
        {
            if (name[i] != other[i])
            {
                return name[i] - other[i];
            }
        }

        return name.Length - other.Length;
    }
}
