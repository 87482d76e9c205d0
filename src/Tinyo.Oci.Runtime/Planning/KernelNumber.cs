namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The kernel's number of a name, in a list that has each name at the place of its number.</summary>
internal static class KernelNumber
{
    internal static int? Of(string name, IReadOnlyList<string> names)
    {
        for (var number = 0; number < names.Count; number++)
        {
            if (names[number] == name)
            {
                return number;
            }
        }

        return null;
    }
}
