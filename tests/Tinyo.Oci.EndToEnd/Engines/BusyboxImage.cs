using System.Formats.Tar;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A busybox image made on the spot: no registry is asked.</summary>
internal static class BusyboxImage
{
    /// <summary>Writes the root filesystem as a tar archive; its path.</summary>
    internal static string WriteRootArchive(string room)
    {
        var bundle = new TestBundle(Path.Combine(room, "image"))
            .WithFile("rootfs/etc/plain", "not a program")
            .WithFile("rootfs/etc/script", "#!/bin/sh\necho from the script\n", "755");
        var archive = Path.Combine(room, "rootfs.tar");
        TarFile.CreateFromDirectory(bundle.RootFilesystem, archive, includeBaseDirectory: false);
        return archive;
    }
}
