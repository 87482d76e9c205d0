using System.Collections;
using System.Text.Json.Serialization.Metadata;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Keeps empty lists, empty dictionaries and false out of what is written, unless they mean something.</summary>
internal static class LeaveOutAbsent
{
    internal static void Members(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            // A nullable list says by being empty what null does not, as seccomp.flags.
            if (!member.IsRequired && !member.IsGetNullable)
            {
                member.ShouldSerialize = static (_, value) => value is not (false or ICollection { Count: 0 });
            }
        }
    }
}
