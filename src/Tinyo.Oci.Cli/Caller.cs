using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli;

/// <summary>What the calling process gave this one: streams, directory, environment and rights.</summary>
internal sealed record Caller
{
    // The inode of the first user namespace is a constant of the kernel, PROC_USER_INIT_INO.
    private const string InitialUserNamespace = "user:[4026531837]";

    /// <summary>Standard output.</summary>
    public required Sink Output { get; init; }

    /// <summary>Standard error.</summary>
    public required Sink Error { get; init; }

    /// <summary>The working directory; asked for only when a path is relative, for it may be gone.</summary>
    public required Func<string> Directory { get; init; }

    /// <summary>An environment variable's value, null when there is none.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The effective user.</summary>
    public required uint Uid { get; init; }

    /// <summary>The effective group.</summary>
    public required uint Gid { get; init; }

    /// <summary>Whether the process lives in a user namespace other than the first.</summary>
    public required Func<bool> InUserNamespace { get; init; }

    /// <summary>Runs the host's <c>ps</c> with these arguments and returns its output.</summary>
    public required Func<IReadOnlyList<string>, string> ProcessStatus { get; init; }

    /// <summary>The real one.</summary>
    public static Caller OfProcess() => new()
    {
        Output = bytes => FileSystem.Write(new SafeFileHandle(1, ownsHandle: false), bytes, "stdout"),
        Error = WriteError,
        Directory = CurrentDirectory,
        Variable = Environment.GetEnvironmentVariable,
        Uid = ThreadCredentials.Euid,
        Gid = ThreadCredentials.Egid,
        InUserNamespace = () => FileSystem.TryReadLink("/proc/self/ns/user") is { } name && name != InitialUserNamespace,
        ProcessStatus = options => HostPs.Run(options, WriteError),
    };

    /// <summary>Writes text to standard output.</summary>
    public void Print(string text) => Output(Encoding.UTF8.GetBytes(text));

    /// <summary>A path as it is seen from the working directory, without <c>.</c>, <c>..</c> and a slash at the end.</summary>
    public string Absolute(string path) => Path.TrimEndingDirectorySeparator(
        Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(Path.Combine(Directory(), path)));

    private static void WriteError(ReadOnlySpan<byte> bytes) => FileSystem.TryWrite(new SafeFileHandle(2, ownsHandle: false), bytes);

    // A directory that was removed while we stood in it reads as "/a/b (deleted)", one outside our root as "(unreachable)/a/b".
    private static string CurrentDirectory() =>
        FileSystem.TryReadLink("/proc/self/cwd") is { } path && path.StartsWith('/') && FileSystem.TryStat(path) is not null
            ? path
            : throw new OciException("the current directory is gone: change to another, or give absolute paths");
}
