namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>One property of a unit, as <c>MemoryMax</c>.</summary>
/// <param name="Name">Its name on D-Bus.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct UnitProperty(string Name, DBusValue Value)
{
    /// <summary>The list of properties that a method of systemd takes.</summary>
    public static DBusValue List(IReadOnlyList<UnitProperty> properties)
    {
        var items = new DBusValue[properties.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = DBusValue.Structure(DBusValue.Of(properties[i].Name), DBusValue.Variant(properties[i].Value));
        }

        return DBusValue.Array("(sv)", items);
    }

    /// <summary>A list of numbers, as of pids.</summary>
    public static DBusValue Numbers(IReadOnlyList<uint> numbers)
    {
        var items = new DBusValue[numbers.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = DBusValue.Of(numbers[i]);
        }

        return DBusValue.Array("u", items);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
