using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Linux;

public sealed class FileSystemListSpecs
{
    [Fact]
    public void A_directory_that_was_removed_meanwhile_has_nothing_in_it()
    {
        using var temporary = new TemporaryDirectory();
        var path = temporary.File("gone");
        Directory.CreateDirectory(path);
        using var directory = FileSystem.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Directory.Delete(path);

        FileSystem.List(directory, path).Should().BeEmpty();
    }
}
