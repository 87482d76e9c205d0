using System.Buffers.Text;
using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Reads files of cgroups that may be removed at any moment.</summary>
internal static class CgroupFile
{
    private const int PageSize = 4096;

    /// <summary>A short file's text; null when the file, or its cgroup, is gone.</summary>
    public static string? TryRead(string path)
    {
        if (FileSystem.TryOpen(path, OpenFlags.O_RDONLY, out var file) is not Errno.None)
        {
            return null;
        }

        using (file)
        {
            Span<byte> buffer = stackalloc byte[PageSize];
            return FileSystem.TryRead(file, buffer, out var length) is Errno.None ? Encoding.UTF8.GetString(buffer[..length]) : null;
        }
    }

    /// <summary>Adds the pids of a <c>cgroup.procs</c> to a set; false when there is no such file. A threaded cgroup names none.</summary>
    public static bool TryAddProcesses(string path, ISet<int> pids)
    {
        if (FileSystem.TryOpen(path, OpenFlags.O_RDONLY, out var file) is not Errno.None)
        {
            return false;
        }

        using (file)
        {
            var buffer = new byte[PageSize];
            var length = 0;
            while (FileSystem.TryRead(file, buffer.AsSpan(length), out var count) is Errno.None && count > 0)
            {
                length += count;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 4);
                }
            }

            AddProcesses(buffer.AsSpan(0, length), pids);
        }

        return true;
    }

    /// <summary>Adds the pids of a text, one a line; 0, a process that this pid namespace can't see, is left out.</summary>
    internal static void AddProcesses(ReadOnlySpan<byte> text, ISet<int> pids)
    {
        while (Utf8Parser.TryParse(text, out int pid, out var length))
        {
            if (pid > 0)
            {
                pids.Add(pid);
            }

            text = text[Math.Min(text.Length, length + 1)..];
        }
    }
}
