using System.Collections.ObjectModel;
using System.Text.Json;

namespace Tinyo.Oci.Spec;

/// <summary>Turns a list or dictionary that the document leaves out, or gives as null, into an empty one.</summary>
internal static class Absent
{
    internal static IReadOnlyList<T> AsEmpty<T>(IReadOnlyList<T>? list)
    {
        if (list is null)
        {
            return [];
        }

        if (!typeof(T).IsValueType)
        {
            for (var index = 0; index < list.Count; index++)
            {
                ThrowIfNull(list[index]);
            }
        }

        return list;
    }

    internal static IReadOnlyDictionary<string, T> AsEmpty<T>(IReadOnlyDictionary<string, T>? dictionary)
    {
        if (dictionary is null)
        {
            return ReadOnlyDictionary<string, T>.Empty;
        }

        foreach (var entry in dictionary)
        {
            ThrowIfNull(entry.Value);
        }

        return dictionary;
    }

    // The serializer checks nulls of properties, not those inside a list.
    private static void ThrowIfNull<T>(T value)
    {
        if (value is null)
        {
            throw new JsonException("null where a value is expected");
        }
    }
}
