using System.Globalization;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>What cgroup v1 keeps, and systemd: whether all is allowed or denied, and the exceptions. The order of rules is folded into it.</summary>
internal sealed class DeviceList
{
    private readonly List<DeviceException> _exceptions = [];

    private DeviceList(bool allowsAll) => AllowsAll = allowsAll;

    /// <summary>Whether what is no exception is allowed.</summary>
    public bool AllowsAll { get; private set; }

    /// <summary>What is otherwise.</summary>
    public IReadOnlyList<DeviceException> Exceptions => _exceptions;

    /// <summary>A rule that such a list has no way to say, so that it has more exceptions than the rules; null when it is exact.</summary>
    public string? Problem { get; private set; }

    /// <summary>Folds rules; refuses those that v1 has no way to say.</summary>
    public static DeviceList Of(IReadOnlyList<DeviceRule> rules) =>
        Fold(rules) is var list && list.Problem is null
            ? list
            : throw new OciException($"linux.resources.devices: cgroup v1 can't take {list.Problem} again: leave the wider rule out, or name what it is for");

    /// <summary>Folds rules, as far as a list can say them.</summary>
    public static DeviceList Fold(IReadOnlyList<DeviceRule> rules)
    {
        var list = new DeviceList(allowsAll: false);
        foreach (var rule in rules)
        {
            list.Apply(rule);
        }

        return list;
    }

    /// <summary>Reads <c>devices.list</c>, which does not tell the exceptions of a list that allows all.</summary>
    public static DeviceList Parse(string text)
    {
        var list = new DeviceList(text.StartsWith("a ", StringComparison.Ordinal));
        foreach (var line in text.Split('\n'))
        {
            if (line.Split([' ', ':']) is ["c" or "b", var major, var minor, var access])
            {
                var rule = DeviceRule.Of(new LinuxDeviceCgroup { Allow = true, Type = line[..1], Major = Number(major), Minor = Number(minor), Access = access });
                list._exceptions.Add(new DeviceException(rule.Kind!.Value, rule.Major, rule.Minor, rule.Access));
            }
        }

        return list;
    }

    /// <summary>What is written to make this list of another one, a file and a line each.</summary>
    /// <param name="current">The list that is to be changed.</param>
    /// <param name="isFresh">Whether the cgroup is new, so that a list that allows all has no exceptions.</param>
    public IReadOnlyList<(string File, string Line)> Changes(DeviceList current, bool isFresh)
    {
        var (grow, shrink) = AllowsAll ? ("devices.deny", "devices.allow") : ("devices.allow", "devices.deny");
        var changes = new List<(string File, string Line)>();
        var known = current._exceptions;
        if (current.AllowsAll != AllowsAll || (AllowsAll && !isFresh))
        {
            changes.Add((shrink, "a"));
            known = [];
        }

        // What is newly allowed comes first: nothing that stays allowed is ever denied in between.
        foreach (var exception in _exceptions)
        {
            if (!known.Contains(exception))
            {
                changes.Add((grow, exception.ToString()));
            }
        }

        foreach (var exception in known)
        {
            var left = exception.Access & ~AccessOf(exception);
            if (left is not DeviceAccess.None)
            {
                changes.Add((shrink, (exception with { Access = left }).ToString()));
            }
        }

        return changes;
    }

    private DeviceAccess AccessOf(DeviceException devices)
    {
        foreach (var exception in _exceptions)
        {
            if (exception.IsOf(devices))
            {
                return exception.Access;
            }
        }

        return DeviceAccess.None;
    }

    private void Apply(DeviceRule rule)
    {
        if (rule.IsTotal)
        {
            (AllowsAll, Problem) = (rule.Allow, null);
            _exceptions.Clear();
            return;
        }

        foreach (var kind in (ReadOnlySpan<DeviceKind>)[DeviceKind.Character, DeviceKind.Block])
        {
            if ((rule.Kind ?? kind) == kind)
            {
                Apply(rule.Allow, new DeviceException(kind, rule.Major, rule.Minor, rule.Access));
            }
        }
    }

    private void Apply(bool allow, DeviceException exception)
    {
        if (allow == AllowsAll)
        {
            Remove(exception);
        }
        else
        {
            Add(exception);
        }
    }

    private void Add(DeviceException added)
    {
        var index = _exceptions.FindIndex(added.IsOf);
        if (index < 0)
        {
            _exceptions.Add(added);
        }
        else
        {
            _exceptions[index] = added with { Access = added.Access | _exceptions[index].Access };
        }
    }

    private void Remove(DeviceException removed)
    {
        for (var index = _exceptions.Count - 1; index >= 0; index--)
        {
            var exception = _exceptions[index];
            if (removed.Covers(exception))
            {
                var left = exception.Access & ~removed.Access;
                if (left is DeviceAccess.None)
                {
                    _exceptions.RemoveAt(index);
                }
                else
                {
                    _exceptions[index] = exception with { Access = left };
                }
            }
            else if (removed.Meets(exception))
            {
                Problem ??= $"'{removed}' out of '{exception}'";
            }
        }
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
