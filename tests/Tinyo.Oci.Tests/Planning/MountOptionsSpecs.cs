using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using static Tinyo.Oci.Linux.Mounts.MountAttributes;
using static Tinyo.Oci.Linux.Mounts.MountFlags;

namespace Tinyo.Oci.Tests.Planning;

public class MountOptionsSpecs
{
    public static TheoryData<string> Names => [.. MountOptions.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_named_option_is_understood(string name)
    {
        var set = MountOptions.Parse([name]);

        set.Data.Should().BeEmpty();
    }

    [Fact]
    public void Names_are_sorted_and_there_once() =>
        MountOptions.Names.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();

    [Fact]
    public void All_options_of_the_specification_are_named()
    {
        const string Required =
            "async atime bind defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec noiversion " +
            "nolazytime norelatime nostrictatime nosuid private rbind relatime remount ro rprivate rshared rslave runbindable rw " +
            "shared silent slave strictatime suid sync unbindable";

        MountOptions.Names.Should().Contain(Required.Split(' '));
    }

    [Fact]
    public void Unknown_options_become_filesystem_data()
    {
        var set = MountOptions.Parse(["mode=755", "ro", "nr_inodes=3", "Ro"]);

        set.Data.Should().Equal("mode=755", "nr_inodes=3", "Ro");
        set.Flags.Should().Be(MS_RDONLY);
    }

    [Theory]
    [InlineData("defaults")]
    [InlineData("")]
    public void Some_words_mean_nothing(string option)
    {
        var set = MountOptions.Parse([option]);

        (set.Flags, set.Cleared, set.Data.Count).Should().Be((MountFlags.None, MountFlags.None, 0));
    }

    [Theory]
    [InlineData("ro,rw", MountFlags.None, MS_RDONLY)]
    [InlineData("rw,ro", MS_RDONLY, MountFlags.None)]
    [InlineData("nosuid,nodev,noexec,suid", MS_NODEV | MS_NOEXEC, MS_NOSUID)]
    [InlineData("sync,async", MountFlags.None, MS_SYNCHRONOUS)]
    [InlineData("silent,loud", MountFlags.None, MS_SILENT)]
    [InlineData("mand,lazytime,iversion,dirsync", MS_MANDLOCK | MS_LAZYTIME | MS_I_VERSION | MS_DIRSYNC, MountFlags.None)]
    [InlineData("nomand,nolazytime,noiversion", MountFlags.None, MS_MANDLOCK | MS_LAZYTIME | MS_I_VERSION)]
    [InlineData("nosymfollow,symfollow", MountFlags.None, MS_NOSYMFOLLOW)]
    [InlineData("noatime,strictatime", MS_STRICTATIME, MountFlags.None)]
    [InlineData("strictatime,noatime,nodiratime", MS_NOATIME | MS_NODIRATIME, MountFlags.None)]
    [InlineData("noatime,atime", MountFlags.None, MS_NOATIME)]
    [InlineData("atime,noatime", MS_NOATIME, MountFlags.None)]
    [InlineData("relatime,norelatime", MountFlags.None, MS_RELATIME)]
    public void Later_options_win(string options, MountFlags flags, MountFlags cleared)
    {
        var set = MountOptions.Parse(options.Split(','));

        (set.Flags, set.Cleared).Should().Be((flags, cleared));
    }

    [Theory]
    [InlineData("rro", MOUNT_ATTR_RDONLY, MountAttributes.None)]
    [InlineData("rrw", MountAttributes.None, MOUNT_ATTR_RDONLY)]
    [InlineData("rro,rrw", MountAttributes.None, MOUNT_ATTR_RDONLY)]
    [InlineData("rnosuid,rnodev,rnoexec", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, MountAttributes.None)]
    [InlineData("rsuid,rdev,rexec", MountAttributes.None, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)]
    [InlineData("rnosymfollow", MOUNT_ATTR_NOSYMFOLLOW, MountAttributes.None)]
    [InlineData("rsymfollow", MountAttributes.None, MOUNT_ATTR_NOSYMFOLLOW)]
    [InlineData("rnodiratime", MOUNT_ATTR_NODIRATIME, MountAttributes.None)]
    [InlineData("rdiratime", MountAttributes.None, MOUNT_ATTR_NODIRATIME)]
    public void Recursive_options_set_and_clear_attributes(string options, MountAttributes set, MountAttributes clear)
    {
        var parsed = MountOptions.Parse(options.Split(','));

        (parsed.RecursiveSet, parsed.RecursiveClear).Should().Be((set, clear));
    }

    [Theory]
    [InlineData("rnoatime", MOUNT_ATTR_NOATIME)]
    [InlineData("rstrictatime", MOUNT_ATTR_STRICTATIME)]
    [InlineData("rrelatime", MOUNT_ATTR_RELATIME)]
    [InlineData("ratime", MOUNT_ATTR_RELATIME)]
    [InlineData("rnostrictatime", MOUNT_ATTR_RELATIME)]
    [InlineData("rnorelatime", MOUNT_ATTR_RELATIME)]
    [InlineData("rnoatime,ratime", MOUNT_ATTR_RELATIME)]
    [InlineData("rnoatime,rrelatime", MOUNT_ATTR_RELATIME)]
    [InlineData("rnoatime,rstrictatime", MOUNT_ATTR_STRICTATIME)]
    [InlineData("rstrictatime,ratime", MOUNT_ATTR_STRICTATIME)]
    [InlineData("rstrictatime,rnorelatime", MOUNT_ATTR_STRICTATIME)]
    public void Recursive_access_times_clear_the_whole_field(string options, MountAttributes set)
    {
        var parsed = MountOptions.Parse(options.Split(','));

        (parsed.RecursiveSet, parsed.RecursiveClear).Should().Be((set, MOUNT_ATTR__ATIME));
    }

    [Fact]
    public void Propagations_are_kept_in_order()
    {
        var set = MountOptions.Parse(["rshared", "ro", "slave"]);

        set.Propagation.Should().Equal(MS_SHARED | MS_REC, MS_SLAVE);
    }

    [Theory]
    [InlineData("bind", false)]
    [InlineData("rbind", true)]
    [InlineData("rbind,bind", true)]
    public void Binds_are_recursive_by_option(string options, bool isRecursive)
    {
        var set = MountOptions.Parse(options.Split(','));

        (set.Bind, set.Recursive).Should().Be((true, isRecursive));
    }
}
