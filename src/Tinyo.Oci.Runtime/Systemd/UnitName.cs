using System.Globalization;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>A container's unit: its name and the slice that it is in.</summary>
public sealed record UnitName
{
    private const string SliceSuffix = ".slice";
    private const string ScopeSuffix = ".scope";
    private const string DefaultPrefix = "tinyo-oci";
    private const string SystemSlice = "system.slice";
    private const string UserSlice = "user.slice";
    private const int Longest = 255;

    private UnitName(string name, string slice) => (Name, Slice) = (name, slice);

    /// <summary>The unit's name, as <c>libpod-4711.scope</c>.</summary>
    public string Name { get; }

    /// <summary>The slice that it is in, or that is above it.</summary>
    public string Slice { get; }

    /// <summary>Whether the unit is a slice itself.</summary>
    public bool IsSlice => IsSliceName(Name);

    /// <summary>Where its cgroup is below that of systemd, as <c>/a.slice/a-b.slice/c.scope</c>.</summary>
    public string CgroupPath => IsSlice ? ExpandSlice(Name) : $"{ExpandSlice(Slice).TrimEnd('/')}/{Name}";

    /// <summary>Reads <c>linux.cgroupsPath</c> as <c>slice:prefix:name</c>; an empty one means a scope named after the container.</summary>
    public static UnitName Parse(string? cgroupsPath, string id, bool rootless)
    {
        var defaultSlice = rootless ? UserSlice : SystemSlice;
        return cgroupsPath is null or "" ? Make(defaultSlice, DefaultPrefix, id) : cgroupsPath.Split(':') switch
        {
            [var slice, var prefix, var name] => Make(slice.Length > 0 ? slice : defaultSlice, prefix, name),
            _ => throw new OciException($"linux.cgroupsPath '{cgroupsPath}' is not of the form slice:prefix:name, as --systemd-cgroup wants it"),
        };
    }

    /// <summary>Whether a unit of this name is a slice.</summary>
    public static bool IsSliceName(string name) => name.EndsWith(SliceSuffix, StringComparison.Ordinal);

    /// <summary>Where the cgroup of a slice is: <c>a-b.slice</c> is at <c>/a.slice/a-b.slice</c>, <c>-.slice</c> at <c>/</c>.</summary>
    public static string ExpandSlice(string slice)
    {
        var words = IsSliceName(slice) ? slice[..^SliceSuffix.Length] : "";
        if (words is "-")
        {
            return "/";
        }

        if (words.Split('-').AsSpan().Contains("") || !IsValid(slice))
        {
            throw new OciException($"'{slice}' is no name of a systemd slice: words joined by single dashes and then .slice are expected, as a-b.slice");
        }

        var path = new StringBuilder();
        for (var end = words.IndexOf('-', StringComparison.Ordinal); end >= 0; end = words.IndexOf('-', end + 1))
        {
            path.Append(CultureInfo.InvariantCulture, $"/{words[..end]}{SliceSuffix}");
        }

        return path.Append(CultureInfo.InvariantCulture, $"/{slice}").ToString();
    }

    private static UnitName Make(string slice, string prefix, string name)
    {
        ExpandSlice(slice);
        if (name.Length == 0)
        {
            throw new OciException($"linux.cgroupsPath '{slice}:{prefix}:' names no unit");
        }

        if (IsSliceName(name))
        {
            ExpandSlice(name);
            return new UnitName(name, slice);
        }

        var unit = Escape($"{prefix}-{name}{ScopeSuffix}");
        return unit.Length <= Longest
            ? new UnitName(unit, slice)
            : throw new OciException($"'{unit}' is too long for a name of a systemd unit: {unit.Length} characters, at most {Longest}");
    }

    // What container ids may hold and units may not, as +, is written as systemd-escape(1) does.
    private static string Escape(string name)
    {
        if (name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new OciException($"'{name}' is no name of a systemd unit: it has a slash");
        }

        if (IsValid(name))
        {
            return name;
        }

        var escaped = new StringBuilder(name.Length + 8);
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            escaped = IsAllowed((char)value) ? escaped.Append((char)value) : escaped.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }

        return escaped.ToString();
    }

    private static bool IsValid(string name)
    {
        foreach (var character in name)
        {
            if (!IsAllowed(character))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= Longest;
    }

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is ':' or '-' or '_' or '.' or '\\' or '@';
}
