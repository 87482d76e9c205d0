using System.Buffers;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Collects problems, and holds the checks that several rules share.</summary>
internal sealed class Findings
{
    private const int MostNamesListed = 16;

    private static readonly SearchValues<char> s_numberList = SearchValues.Create("0123456789,- \n");

    private readonly List<SpecProblem> _errors = [];
    private readonly List<SpecProblem> _warnings = [];

    internal void Error(string path, string text) => _errors.Add(new SpecProblem(path, text));

    internal void Warn(string path, string text) => _warnings.Add(new SpecProblem(path, text));

    internal ValidationReport ToReport() => new(_errors, _warnings);

    /// <summary>A name that is not among the known ones.</summary>
    internal void Known(string path, string kind, string name, IReadOnlyList<string> known)
    {
        if (!known.Contains(name))
        {
            var hint = known.Count > MostNamesListed ? "" : $", known are {string.Join(", ", known)}";
            Error(path, $"unknown {kind} \"{JsonFinding.Shorten(name)}\"{hint}");
        }
    }

    /// <summary>Names in a list that are not among the known ones.</summary>
    internal void AllKnown(string path, string kind, IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        for (var index = 0; index < names.Count; index++)
        {
            Known(known.Contains(names[index]) ? path : JsonPath.Element(path, index), kind, names[index], known);
        }
    }

    /// <summary>A path that is empty or relative.</summary>
    internal void Absolute(string path, string value)
    {
        if (!value.StartsWith('/'))
        {
            Error(path, $"found \"{JsonFinding.Shorten(value)}\", expected an absolute path");
        }

        NoNul(path, value);
    }

    /// <summary>Text that the kernel would see cut off.</summary>
    internal void NoNul(string path, string? value)
    {
        if (value?.Contains('\0') is true)
        {
            Error(path, "contains a NUL character");
        }
    }

    /// <summary>A number that is out of its range.</summary>
    internal void Range(string path, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            Error(path, $"found {value}, expected {(most is long.MaxValue ? $"{least} or more" : $"{least} to {most}")}");
        }
    }

    /// <summary>A list of CPUs or memory nodes, as <c>0-3,7</c>, that has other characters in it.</summary>
    internal void NumberList(string path, string? value)
    {
        if (value is not null && value.AsSpan().ContainsAnyExcept(s_numberList))
        {
            Error(path, $"found \"{JsonFinding.Shorten(value)}\", expected a list like 0-3,7");
        }
    }
}
