using System.Globalization;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans whose ids a mount shows: those that it asks for, or those of the container.</summary>
internal sealed class IdMapPlanner(NamespacePlan namespaces, HostFacts facts)
{
    /// <summary>The mapping that an option or the mount's own properties ask for; null for none.</summary>
    internal MountIdMapPlan? Plan(Mount mount, string? option)
    {
        if (option is null && mount.UidMappings.Count + mount.GidMappings.Count == 0)
        {
            return null;
        }

        var plan = option?.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut
            ? Parse(option[(cut + 1)..])
            : new MountIdMapPlan { UidMappings = mount.UidMappings, GidMappings = mount.GidMappings };
        return Resolve(plan with { Recursive = option?[0] is 'r' });
    }

    // A namespace that there is anyway need not be made again.
    private MountIdMapPlan Resolve(MountIdMapPlan plan)
    {
        if (plan.IsContainers)
        {
            return namespaces.Has(CloneFlags.CLONE_NEWUSER)
                ? plan
                : throw new OciException("idmap needs uidMappings and gidMappings, or a user namespace to take them from");
        }

        if (AreSame(plan.UidMappings, namespaces.UidMappings) && AreSame(plan.GidMappings, namespaces.GidMappings))
        {
            return plan with { UidMappings = [], GidMappings = [] };
        }

        // Without privilege it is the container's root who maps, and who knows nobody but the container's users.
        return facts.Euid != 0 && namespaces.UidMappings.Count > 0
            ? plan with { UidMappings = Inside(plan.UidMappings, namespaces.UidMappings), GidMappings = Inside(plan.GidMappings, namespaces.GidMappings) }
            : plan;
    }

    // crun's: uids=0-1-10#10-11-10;gids=0-100-10, each the first id of the file system, whom the host sees, and how many.
    private MountIdMapPlan Parse(string text)
    {
        var plan = new MountIdMapPlan();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            plan = part.Split('=', 2) switch
            {
                ["uids", var ranges] => plan with { UidMappings = Ranges(ranges, namespaces.UidMappings) },
                ["gids", var ranges] => plan with { GidMappings = Ranges(ranges, namespaces.GidMappings) },
                _ => throw new OciException($"idmap: '{part}' is neither uids= nor gids="),
            };
        }

        return plan.UidMappings.Count > 0 && plan.GidMappings.Count > 0
            ? plan
            : throw new OciException("idmap: needs both uids= and gids=");
    }

    private static List<LinuxIdMapping> Ranges(string text, IReadOnlyList<LinuxIdMapping> container)
    {
        var ranges = new List<LinuxIdMapping>();
        foreach (var range in text.Split('#', StringSplitOptions.RemoveEmptyEntries))
        {
            var isRelative = range[0] is '@';
            var mapping = Range(isRelative ? range[1..] : range);
            if (isRelative)
            {
                ranges.AddRange(Outside(mapping, container));
            }
            else
            {
                ranges.Add(mapping);
            }
        }

        return ranges;
    }

    private static LinuxIdMapping Range(string text)
    {
        Span<uint> numbers = stackalloc uint[3];
        var words = text.Split('-');
        for (var index = 0; index < numbers.Length; index++)
        {
            if (words.Length != numbers.Length || !uint.TryParse(words[index], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[index]))
            {
                throw new OciException($"idmap: '{text}' is not a range, as 0-100000-65536");
            }
        }

        return numbers[2] > 0
            ? new LinuxIdMapping { ContainerID = numbers[0], HostID = numbers[1], Size = numbers[2] }
            : throw new OciException($"idmap: '{text}' is a range of nobody");
    }

    // What is asked for in terms of the container, as its host sees it: piece by piece, as far as the container's own ranges go.
    private static List<LinuxIdMapping> Outside(LinuxIdMapping asked, IReadOnlyList<LinuxIdMapping> container) =>
        Translate(asked, container, static mapping => mapping.ContainerID, static mapping => mapping.HostID);

    private static List<LinuxIdMapping> Inside(IReadOnlyList<LinuxIdMapping> asked, IReadOnlyList<LinuxIdMapping> container)
    {
        var inside = new List<LinuxIdMapping>();
        foreach (var mapping in asked)
        {
            inside.AddRange(Translate(mapping, container, static mapping => mapping.HostID, static mapping => mapping.ContainerID));
        }

        return inside;
    }

    private static List<LinuxIdMapping> Translate(
        LinuxIdMapping asked, IReadOnlyList<LinuxIdMapping> ranges, Func<LinuxIdMapping, uint> from, Func<LinuxIdMapping, uint> to)
    {
        var pieces = new List<LinuxIdMapping>();
        for (ulong done = 0; done < asked.Size;)
        {
            var id = asked.HostID + done;
            var range = Find(ranges, id, from)
                ?? throw new OciException($"idmap: id {id} is not mapped in the container's user namespace");
            var skipped = id - from(range);
            var size = Math.Min(asked.Size - done, range.Size - skipped);
            pieces.Add(new LinuxIdMapping { ContainerID = (uint)(asked.ContainerID + done), HostID = (uint)(to(range) + skipped), Size = (uint)size });
            done += size;
        }

        return pieces;
    }

    private static LinuxIdMapping? Find(IReadOnlyList<LinuxIdMapping> ranges, ulong id, Func<LinuxIdMapping, uint> from)
    {
        foreach (var range in ranges)
        {
            if (id >= from(range) && id - from(range) < range.Size)
            {
                return range;
            }
        }

        return null;
    }

    private static bool AreSame(IReadOnlyList<LinuxIdMapping> some, IReadOnlyList<LinuxIdMapping> others)
    {
        for (var index = 0; index < some.Count; index++)
        {
            if (index == others.Count || some[index] != others[index])
            {
                return false;
            }
        }

        return some.Count == others.Count;
    }
}
