using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Bundles;

/// <summary>Loads a bundle: what comes back exists and is valid by itself.</summary>
public static class BundleLoader
{
    private const string ConfigName = "config.json";

    /// <summary>Loads the bundle in a directory, with the configuration at <paramref name="configPath"/> if there is one, else its own.</summary>
    public static Bundle Load(string bundleDirectory, string? configPath = null)
    {
        using var directory = OpenDirectory(bundleDirectory, null, $"bundle {bundleDirectory}");
        var path = RealPath(directory, bundleDirectory);
        var file = configPath ?? $"{path}/{ConfigName}";
        var spec = SpecReader.Read(ReadConfig(file, configPath, path, directory), file);
        var warnings = Validate(spec, file);
        return new Bundle
        {
            Path = path,
            Root = FindRoot(spec, path, directory),
            Spec = spec,
            ConfigPath = file,
            Warnings = warnings,
        };
    }

    /// <summary>Reads a bundle's configuration and checks nothing of it.</summary>
    internal static RuntimeSpec ReadSpec(string bundleDirectory)
    {
        using var directory = OpenDirectory(bundleDirectory, null, $"bundle {bundleDirectory}");
        return SpecReader.Read(ReadConfig($"{bundleDirectory}/{ConfigName}", null, bundleDirectory, directory), $"{bundleDirectory}/{ConfigName}");
    }

    private static SafeFileHandle OpenDirectory(string path, SafeFileHandle? parent, string subject) =>
        FileSystem.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var directory, 0, parent) is not Errno.None and var error
            ? throw Refuse(subject, error)
            : directory;

    private static string RealPath(SafeFileHandle directory, string path) =>
        FileSystem.TryReadLink($"/proc/self/fd/{directory.DangerousGetHandle()}") ?? Path.GetFullPath(path);

    private static byte[] ReadConfig(string subject, string? configPath, string bundle, SafeFileHandle directory)
    {
        // Not to wait for the writer of a FIFO.
        const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;
        var error = FileSystem.TryOpen(configPath ?? ConfigName, Flags, out var file, 0, configPath is null ? directory : null);
        using (file)
        {
            return error switch
            {
                Errno.None => ReadConfig(file, subject),
                Errno.ENOENT when configPath is null => throw new OciException($"JSON specification file {ConfigName} not found in bundle {bundle}"),
                _ => throw Refuse(subject, error),
            };
        }
    }

    private static byte[] ReadConfig(SafeFileHandle file, string subject)
    {
        var status = FileSystem.Stat(file, subject);
        if (status.Type is not FileType.S_IFREG)
        {
            throw new OciException($"{subject}: not a regular file");
        }

        if (status.Size > SpecReader.MaxBytes)
        {
            throw new OciException($"{subject}: larger than {SpecReader.MaxBytes >> 20} MiB, the most that is accepted");
        }

        return FileSystem.ReadAll(file, subject, SpecReader.MaxBytes);
    }

    private static string[] Validate(RuntimeSpec spec, string file)
    {
        var report = SpecValidator.Validate(spec);
        if (report.Errors.Count > 0)
        {
            throw new OciException($"{file}: {string.Join("; ", report.Errors)}");
        }

        var warnings = new string[report.Warnings.Count];
        for (var index = 0; index < warnings.Length; index++)
        {
            warnings[index] = $"{file}: {report.Warnings[index]}";
        }

        return warnings;
    }

    private static string FindRoot(RuntimeSpec spec, string bundlePath, SafeFileHandle bundle)
    {
        var path = spec.Root!.Path;
        using var root = OpenDirectory(path, bundle, $"root filesystem {Path.Combine(bundlePath, path)}");
        return RealPath(root, path);
    }

    // Callers take "no such file" for the container's own command, so these words are not used for anything else.
    internal static OciException Refuse(string subject, Errno error) =>
        new(error is Errno.ENOENT ? $"{subject} is missing" : $"{subject}: {LinuxException.Describe(error)}");
}
