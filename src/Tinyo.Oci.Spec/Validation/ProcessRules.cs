using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for a process; <c>at</c> is what its paths begin with.</summary>
internal static class ProcessRules
{
    internal static void Check(Findings findings, string at, ProcessSpec process, string version)
    {
        Args(findings, at, process.Args);
        Env(findings, at, process.Env);
        findings.Absolute($"{at}cwd", process.Cwd);
        Numbers(findings, at, process);
        Capabilities(findings, at, process.Capabilities, version);
        Rlimits(findings, at, process.Rlimits);
        SchedulingRules.Check(findings, at, process);
    }

    private static void Args(Findings findings, string at, IReadOnlyList<string> args)
    {
        if (args.Count is 0)
        {
            findings.Error($"{at}args", "empty, expected a program to run");
        }
        else if (args[0].Length is 0)
        {
            findings.Error($"{at}args[0]", "empty, expected a program to run");
        }

        for (var index = 0; index < args.Count; index++)
        {
            if (args[index].Contains('\0'))
            {
                findings.Error($"{at}args[{index}]", "contains a NUL character");
            }
        }
    }

    private static void Env(Findings findings, string at, IReadOnlyList<string> env)
    {
        for (var index = 0; index < env.Count; index++)
        {
            if (env[index].IndexOf('=') <= 0)
            {
                findings.Error($"{at}env[{index}]", $"found \"{JsonFinding.Shorten(env[index])}\", expected NAME=value");
            }
            else if (env[index].Contains('\0'))
            {
                findings.Error($"{at}env[{index}]", "contains a NUL character");
            }
        }
    }

    private static void Numbers(Findings findings, string at, ProcessSpec process)
    {
        if (process.OomScoreAdj is { } adjustment)
        {
            findings.Range($"{at}oomScoreAdj", adjustment, -1000, 1000);
        }

        if (process.User.Umask is { } umask)
        {
            findings.Range($"{at}user.umask", umask, 0, 511);
        }

        // struct winsize has 16 bits for each.
        if (process.ConsoleSize is { } size && Math.Max(size.Height, size.Width) > ushort.MaxValue)
        {
            findings.Error($"{at}consoleSize", $"found {size.Width} by {size.Height}, expected at most {ushort.MaxValue} each");
        }
    }

    private static void Capabilities(Findings findings, string at, LinuxCapabilities? capabilities, string version)
    {
        if (capabilities is null)
        {
            return;
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        Known(findings, at, "bounding", capabilities.Bounding, told, version);
        Known(findings, at, "effective", capabilities.Effective, told, version);
        Known(findings, at, "inheritable", capabilities.Inheritable, told, version);
        Known(findings, at, "permitted", capabilities.Permitted, told, version);
        Known(findings, at, "ambient", capabilities.Ambient, told, version);
    }

    // The specification wants a warning, and wanted an error in 1.0: a newer engine may know what this kernel does not. Once for a name is enough.
    private static void Known(Findings findings, string at, string set, IReadOnlyList<string> names, HashSet<string> told, string version)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (!OciNames.Capabilities.Contains(names[index]) && told.Add(names[index]))
            {
                Unknown(findings, $"{at}capabilities.{set}[{index}]", names[index], version);
            }
        }
    }

    private static void Unknown(Findings findings, string path, string name, string version)
    {
        var text = $"unknown capability \"{JsonFinding.Shorten(name)}\"";
        if (SpecVersion.ForgivesCapabilities.IsAfter(version))
        {
            findings.Error(path, $"{text}, an error in version 1.0 of the specification");
        }
        else
        {
            findings.Warn(path, $"{text} is ignored");
        }
    }

    private static void Rlimits(Findings findings, string at, IReadOnlyList<PosixRlimit> limits)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < limits.Count; index++)
        {
            var limit = limits[index];
            findings.Known($"{at}rlimits[{index}].type", "resource limit", limit.Type, OciNames.Rlimits);
            if (!seen.Add(limit.Type))
            {
                findings.Error($"{at}rlimits[{index}].type", $"\"{JsonFinding.Shorten(limit.Type)}\" is there twice");
            }

            if (limit.Soft > limit.Hard)
            {
                findings.Error($"{at}rlimits[{index}].soft", $"found {limit.Soft}, expected at most the hard limit {limit.Hard}");
            }
        }
    }
}
