using System.Collections;
using System.Reflection;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.Systemd;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>A plan with every property set to something that no other property is set to, those of later additions included.</summary>
internal sealed class AnyPlan
{
    private uint _next = 100;

    internal static ContainerPlan Create() => (ContainerPlan)new AnyPlan().Make(typeof(ContainerPlan));

    private object Make(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return $"text {_next++} \u00e4\u4e2d";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        }

        if (type == typeof(UnitName))
        {
            return UnitName.Parse("", $"text{_next++}", rootless: false);
        }

        return type.IsPrimitive ? Convert.ChangeType(type == typeof(byte) ? _next++ % 256 : _next++, type, System.Globalization.CultureInfo.InvariantCulture)
            : type.IsGenericType ? MakeCollection(type)
            : MakeRecord(type);
    }

    private object MakeCollection(Type type)
    {
        var arguments = type.GetGenericArguments();
        var collection = Activator.CreateInstance((arguments.Length is 2 ? typeof(Dictionary<,>) : typeof(List<>)).MakeGenericType(arguments))!;
        for (var count = 0; count < 2; count++)
        {
            if (collection is IDictionary dictionary)
            {
                dictionary.Add(Make(arguments[0]), Make(arguments[1]));
            }
            else
            {
                ((IList)collection).Add(Make(arguments[0]));
            }
        }

        return collection;
    }

    private object MakeRecord(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First();
        var record = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite)
            {
                property.SetValue(record, Make(property.PropertyType));
            }
        }

        return record;
    }
}
