using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes one member of an object, or nothing when it is absent.</summary>
internal static class JsonMembers
{
    internal static void Text(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    internal static void Flag(this Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    internal static void FlagIfTrue(this Utf8JsonWriter json, string name, bool value) => json.Flag(name, value ? true : null);

    internal static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    internal static void Number(this Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    internal static void Object<T>(this Utf8JsonWriter json, string name, T? value, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            write(json, value);
        }
    }

    internal static void ListIfAny<T>(this Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count > 0)
        {
            json.List(name, values, write);
        }
    }

    internal static void TextsIfAny(this Utf8JsonWriter json, string name, IReadOnlyList<string> values) =>
        json.ListIfAny(name, values, static (json, value) => json.WriteStringValue(value));

    internal static void NumbersIfAny(this Utf8JsonWriter json, string name, IReadOnlyList<uint> values) =>
        json.ListIfAny(name, values, static (json, value) => json.WriteNumberValue(value));

    /// <summary>Writes an empty list too: where it can be null, empty means something else.</summary>
    internal static void Texts(this Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            json.List(name, values, static (json, value) => json.WriteStringValue(value));
        }
    }

    internal static void MapIfAny<T>(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count is 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            write(json, value);
        }

        json.WriteEndObject();
    }

    private static void List<T>(this Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            write(json, value);
        }

        json.WriteEndArray();
    }
}
