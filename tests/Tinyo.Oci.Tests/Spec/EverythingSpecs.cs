using System.Collections;
using System.Reflection;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class EverythingSpecs
{
    // False and 0 are what these mean, or all that a valid file can say.
    private static readonly string[] s_neverSet = ["LinuxPersonality.Flags"];

    [Fact]
    public void The_bundle_with_everything_sets_every_property_of_every_record()
    {
        var spec = SpecReader.Read(Fixtures.Config("bundles", "everything"), "config.json");

        var unset = Records(typeof(RuntimeSpec)).Except(SetProperties(spec)).Except(s_neverSet);

        unset.Should().BeEmpty();
    }

    private static IEnumerable<string> Records(Type record) => Reachable(record, []).SelectMany(
        type => Properties(type).Select(property => $"{type.Name}.{property.Name}"));

    private static HashSet<Type> Reachable(Type type, HashSet<Type> seen)
    {
        var content = Nullable.GetUnderlyingType(type) ?? (type.IsGenericType ? type.GetGenericArguments()[^1] : type);
        if (content.Assembly == typeof(RuntimeSpec).Assembly && seen.Add(content))
        {
            foreach (var property in Properties(content))
            {
                Reachable(property.PropertyType, seen);
            }
        }

        return seen;
    }

    private static IEnumerable<string> SetProperties(object? value) => value switch
    {
        null or string => [],
        IDictionary map => map.Values.Cast<object?>().SelectMany(SetProperties),
        IEnumerable list => list.Cast<object?>().SelectMany(SetProperties),
        _ when value.GetType().Assembly != typeof(RuntimeSpec).Assembly => [],
        _ => Properties(value.GetType()).SelectMany(property => SetProperty(value, property)),
    };

    private static IEnumerable<string> SetProperty(object owner, PropertyInfo property)
    {
        var value = property.GetValue(owner);
        var isSet = value is not (null or false or "" or ICollection { Count: 0 });
        return isSet ? SetProperties(value).Append($"{owner.GetType().Name}.{property.Name}") : SetProperties(value);
    }

    private static PropertyInfo[] Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}
