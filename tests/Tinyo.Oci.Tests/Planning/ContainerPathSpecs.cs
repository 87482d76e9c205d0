using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Tests.Planning;

public class ContainerPathSpecs
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("//", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a")]
    [InlineData("a/b", "/a/b")]
    [InlineData("/a//b", "/a/b")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/.", "/a")]
    [InlineData("/.", "/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/../../etc", "/etc")]
    [InlineData("/a/../../..", "/")]
    [InlineData("../a", "/a")]
    [InlineData("/.a/..b/...", "/.a/..b/...")]
    public void Cleaning_stays_inside_the_root(string path, string clean) => ContainerPath.Clean(path).Should().Be(clean);

    [Theory]
    [InlineData("/bundle", "data", "/bundle/data")]
    [InlineData("/bundle", "../data", "/data")]
    [InlineData("/bundle", "/data", "/data")]
    public void Relative_paths_begin_in_their_directory(string directory, string path, string resolved) =>
        ContainerPath.Resolve(directory, path).Should().Be(resolved);

    [Theory]
    [InlineData("/top", "../../x", "/top/x")]
    [InlineData("/top", "/x", "/top/x")]
    [InlineData("/top", "/", "/top")]
    public void Nothing_leaves_the_directory_that_it_is_below(string directory, string path, string below) =>
        ContainerPath.Below(directory, path).Should().Be(below);

    [Theory]
    [InlineData("/proc", "/proc", true)]
    [InlineData("/proc/x", "/proc", true)]
    [InlineData("/process", "/proc", false)]
    [InlineData("/x", "/", true)]
    public void Within_goes_by_steps_not_by_letters(string path, string directory, bool isWithin) =>
        ContainerPath.IsWithin(path, directory).Should().Be(isWithin);
}
