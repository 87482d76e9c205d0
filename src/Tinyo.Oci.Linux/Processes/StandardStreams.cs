using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>This process's stdin, stdout and stderr.</summary>
public static class StandardStreams
{
    private const uint NullMajor = 1;
    private const uint NullMinor = 3;

    /// <summary>Opens /dev/null in place of those that the caller closed: the next file that is opened would be taken for them.</summary>
    public static void FillGaps()
    {
        for (var number = 0; number <= 2; number++)
        {
            if (!CurrentProcess.HasDescriptor(number))
            {
                Libc.OpenAt(0, "/dev/null", (int)OpenFlags.O_RDWR, 0); // the lowest number that is free: this one
            }
        }
    }

    /// <summary>Lets a user open them again, as through /dev/stdout: it becomes their owner. What may not change hands stays as it is.</summary>
    /// <returns>Those that stay although the user does not own them.</returns>
    public static IReadOnlyList<int> GiveTo(uint uid, uint? gid = null)
    {
        List<int> kept = [];
        for (var number = 0; number <= 2; number++)
        {
            if (!CurrentProcess.HasDescriptor(number))
            {
                continue;
            }

            using var stream = CurrentProcess.Descriptor(number);
            var status = FileSystem.Stat(stream);
            var isNull = status.Type is FileType.S_IFCHR && (status.DeviceMajor, status.DeviceMinor) == (NullMajor, NullMinor);
            if (status.Uid != uid && !isNull && FileSystem.TryChangeOwner(stream, uid, gid ?? status.Gid) is not Errno.None)
            {
                kept.Add(number);
            }
        }

        return kept;
    }
}
