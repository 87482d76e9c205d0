using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Bundles;

/// <summary>Loads the process that is to join a container.</summary>
internal static class ProcessLoader
{
    /// <summary>Reads the file of <c>exec --process</c>; a pipe will do.</summary>
    internal static ProcessSpec Read(string path)
    {
        if (FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NOCTTY, out var file) is not Errno.None and var error)
        {
            throw BundleLoader.Refuse($"process file {path}", error);
        }

        using (file)
        {
            return SpecReader.ReadProcess(FileSystem.ReadAll(file, path, SpecReader.MaxBytes), path);
        }
    }

    /// <summary>The process that a bundle's configuration names, to change it.</summary>
    internal static ProcessSpec OfBundle(string bundle) =>
        BundleLoader.ReadSpec(bundle).Process ?? throw new OciException($"{bundle}: the configuration has no process to begin with, use --process");

    /// <summary>Refuses a process that can't be run; returns what is to be told of one that can.</summary>
    internal static IReadOnlyList<string> Check(ProcessSpec process)
    {
        if (process.Args.Count == 0)
        {
            throw new OciException("process args cannot be empty");
        }

        var report = SpecValidator.Validate(process);
        if (report.Errors.Count > 0)
        {
            throw new OciException($"process: {string.Join("; ", report.Errors)}");
        }

        var warnings = new string[report.Warnings.Count];
        for (var index = 0; index < warnings.Length; index++)
        {
            warnings[index] = $"process: {report.Warnings[index]}";
        }

        return warnings;
    }
}
