using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Systemd;

public sealed class UnitNameSpecs
{
    [Theory]
    [InlineData("", "system.slice", "tinyo-oci-c1.scope", "/system.slice/tinyo-oci-c1.scope")]
    [InlineData("machine.slice:libpod:abc", "machine.slice", "libpod-abc.scope", "/machine.slice/libpod-abc.scope")]
    [InlineData("::abc", "system.slice", "-abc.scope", "/system.slice/-abc.scope")]
    [InlineData(":p:abc", "system.slice", "p-abc.scope", "/system.slice/p-abc.scope")]
    [InlineData("-.slice:p:abc", "-.slice", "p-abc.scope", "/p-abc.scope")]
    [InlineData("a-b-c.slice:p:x", "a-b-c.slice", "p-x.scope", "/a.slice/a-b.slice/a-b-c.slice/p-x.scope")]
    [InlineData("a.slice::a-b.slice", "a.slice", "a-b.slice", "/a.slice/a-b.slice")]
    [InlineData("a.slice:p:x+y ä", "a.slice", "p-x\\x2by\\x20\\xc3\\xa4.scope", "/a.slice/p-x\\x2by\\x20\\xc3\\xa4.scope")]
    public void A_place_is_a_slice_and_a_unit(string path, string slice, string name, string cgroup)
    {
        var unit = UnitName.Parse(path, "c1", rootless: false);

        (unit.Slice, unit.Name, unit.CgroupPath).Should().Be((slice, name, cgroup));
        unit.IsSlice.Should().Be(name.EndsWith(".slice", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "user.slice", "tinyo-oci-c1.scope")]
    [InlineData(":crio:x", "user.slice", "crio-x.scope")]
    [InlineData("my.slice:crio:x", "my.slice", "crio-x.scope")]
    public void Without_root_the_slice_is_the_users(string? path, string slice, string name)
    {
        var unit = UnitName.Parse(path, "c1", rootless: true);

        (unit.Slice, unit.Name).Should().Be((slice, name));
    }

    [Theory]
    [InlineData("/sys/fs/cgroup/x", "*slice:prefix:name*")]
    [InlineData("a:b", "*slice:prefix:name*")]
    [InlineData("a.slice:b:c:d", "*slice:prefix:name*")]
    [InlineData("a.slice:b:", "*names no unit*")]
    [InlineData("a:b:c", "'a' is no name of a systemd slice*")]
    [InlineData(".slice:b:c", "*no name of a systemd slice*")]
    [InlineData("a--b.slice:b:c", "*no name of a systemd slice*")]
    [InlineData("-a.slice:b:c", "*no name of a systemd slice*")]
    [InlineData("a-.slice:b:c", "*no name of a systemd slice*")]
    [InlineData("a/b.slice:b:c", "*no name of a systemd slice*")]
    [InlineData("a b.slice:b:c", "*no name of a systemd slice*")]
    [InlineData("a.slice:b:c/d", "*has a slash*")]
    [InlineData("a.slice:b:../x.slice", "*no name of a systemd slice*")]
    public void A_place_that_systemd_would_not_have_is_refused(string path, string why)
    {
        var act = () => UnitName.Parse(path, "c1", rootless: false);

        act.Should().Throw<OciException>().WithMessage(why);
    }

    [Fact]
    public void A_name_longer_than_a_file_name_is_refused()
    {
        var act = () => UnitName.Parse($"a.slice:p:{new string('x', 248)}", "c1", rootless: false);

        act.Should().Throw<OciException>().WithMessage("*too long*256 characters, at most 255");
        UnitName.Parse($"a.slice:p:{new string('x', 247)}", "c1", rootless: false).Name.Should().HaveLength(255);
    }
}
