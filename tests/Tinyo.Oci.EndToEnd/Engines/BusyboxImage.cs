using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>Writes an image of one layer that sleeps unless told otherwise, as <c>docker save</c> does; its path.</summary>
    internal static string WriteImageArchive(string room, string name)
    {
        var layer = File.ReadAllBytes(WriteRootArchive(room));
        var configuration = Encoding.UTF8.GetBytes(Configuration(layer).ToJsonString());
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = $"{Digest(configuration)}.json",
            ["RepoTags"] = TestBundle.ToArray(name),
            ["Layers"] = TestBundle.ToArray("layer.tar"),
        });
        var path = Path.Combine(room, "image.tar");
        using var archive = new TarWriter(File.Create(path));
        Add(archive, $"{Digest(configuration)}.json", configuration);
        Add(archive, "layer.tar", layer);
        Add(archive, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        return path;
    }

    private static JsonObject Configuration(byte[] layer) => new()
    {
        ["architecture"] = RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "amd64",
        ["os"] = "linux",
        ["config"] = new JsonObject { ["Env"] = TestBundle.ToArray("PATH=/bin"), ["Cmd"] = TestBundle.ToArray("sleep", "100000") },
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = TestBundle.ToArray($"sha256:{Digest(layer)}") },
    };

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static void Add(TarWriter archive, string name, byte[] content) =>
        archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
}
