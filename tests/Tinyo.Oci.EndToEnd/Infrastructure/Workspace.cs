using Tinyo.Oci.EndToEnd.Infrastructure;

[assembly: AssemblyFixture(typeof(Workspace))]

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>The test run's one directory: a busybox that bundles link to, and every test's own room; gone when the run ends.</summary>
public sealed class Workspace : IDisposable
{
    private static readonly Lazy<string> s_directory = new(MakeDirectory);
    private static readonly Lazy<string> s_busybox = new(CopyBusybox);
    private static readonly Lazy<string[]> s_applets = new(ListApplets);
    private static int s_rooms;

    /// <summary>The statically linked busybox, on the file system that bundles live on, so that they can link to it.</summary>
    internal static string Busybox => s_busybox.Value;

    /// <summary>The names that busybox answers to.</summary>
    internal static IReadOnlyList<string> Applets => s_applets.Value;

    /// <summary>Makes a new directory that is empty and nobody else's; every user may enter it.</summary>
    internal static string NewRoom(string name)
    {
        var path = Path.Combine(s_directory.Value, $"{name}-{Interlocked.Increment(ref s_rooms)}");
        Directory.CreateDirectory(path);
        Open(path);
        return path;
    }

    /// <summary>A name that no other test and no other run uses.</summary>
    internal static string NewId() => $"tinyo-e2e-{Environment.ProcessId}-{Interlocked.Increment(ref s_rooms)}";

    /// <summary>The checkout's directory, found upwards from the test's assembly.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>Removes the run's directory.</summary>
    public void Dispose()
    {
        if (s_directory.IsValueCreated && Directory.Exists(s_directory.Value))
        {
            Directory.Delete(s_directory.Value, recursive: true);
        }
    }

    private static string MakeDirectory()
    {
        var path = Directory.CreateTempSubdirectory("tinyo-e2e-").FullName;
        Open(path);
        return path;
    }

    // A user namespace's root is a stranger to us: it needs the x bit on the whole path.
    private static void Open(string path) =>
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));

    private static string CopyBusybox()
    {
        var source = Requirements.Find("busybox") ?? throw new InvalidOperationException("busybox is missing: apt-get install busybox-static");
        var copy = Path.Combine(s_directory.Value, "busybox");
        File.Copy(source, copy);
        File.SetUnixFileMode(copy, (UnixFileMode)Convert.ToInt32("755", 8));
        return copy;
    }

    private static string[] ListApplets() =>
        Command.Run(Busybox, "--list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string FindRepository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tinyo.Oci.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("Tinyo.Oci.sln is not above the tests");
    }
}
