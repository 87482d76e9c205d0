using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Resctrl;

namespace Tinyo.Oci.Tests.Resctrl;

public class ResctrlFileSystemSpecs
{
    private const string Elsewhere = """
        29 23 0:26 / /sys/fs/resctrl rw - tmpfs none rw
        36 35 0:44 / /mnt/rdt rw,relatime shared:3 - resctrl resctrl rw
        """;

    [Fact]
    public void At_the_usual_place_the_list_of_mounts_is_not_read() =>
        ResctrlFileSystem.FindRoot(_ => FileSystemMagic.RDTGROUP_SUPER_MAGIC, () => throw new InvalidOperationException()).Should().Be("/sys/fs/resctrl");

    [Fact]
    public void Elsewhere_it_is_found_by_its_kind() =>
        ResctrlFileSystem.FindRoot(_ => FileSystemMagic.TMPFS_MAGIC, () => Elsewhere).Should().Be("/mnt/rdt");

    [Fact]
    public void A_machine_without_has_none() => ResctrlFileSystem.FindRoot(_ => null, () => "").Should().BeNull();
}
