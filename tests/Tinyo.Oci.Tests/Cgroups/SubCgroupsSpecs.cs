using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups;

public sealed class SubCgroupsSpecs
{
    private static readonly CgroupDirectory s_cpu = new("cpu,cpuacct", "/cg/cpu", "/cg/cpu/c");
    private static readonly CgroupDirectory s_unified = new("", "/cg", "/cg/c");

    [Fact]
    public void Without_any_the_containers_own_are_used()
    {
        var cgroups = SubCgroups.Parse([]);

        cgroups.IsEmpty.Should().BeTrue();
        cgroups.Locate(s_cpu).Should().Be("/cg/cpu/c");
    }

    [Theory]
    [InlineData("sub", "/cg/cpu/c/sub", "/cg/c/sub")]
    [InlineData("/sub/deep/", "/cg/cpu/c/sub/deep", "/cg/c/sub/deep")]
    [InlineData("/", "/cg/cpu/c", "/cg/c")]
    [InlineData("cpuacct:sub", "/cg/cpu/c/sub", "/cg/c")]
    [InlineData("memory,cpu:sub", "/cg/cpu/c/sub", "/cg/c")]
    [InlineData("memory:sub", "/cg/cpu/c", "/cg/c")]
    public void One_is_found_below(string word, string cpu, string unified)
    {
        var cgroups = SubCgroups.Parse([word]);

        cgroups.Locate(s_cpu).Should().Be(cpu);
        cgroups.Locate(s_unified).Should().Be(unified);
    }

    [Theory]
    [InlineData("invalid --cgroup argument: b (missing <controller>: prefix)", "cpu:a", "b")]
    [InlineData("invalid --cgroup argument: ,cpu:a (empty <controller> prefix)", ",cpu:a")]
    [InlineData("invalid --cgroup argument(s): controller cpu specified multiple times", "cpu:a", "cpu:b")]
    [InlineData("../x is not a sub cgroup path", "../x")]
    [InlineData("a/../../x is not a sub cgroup path", "cpu:a/../../x")]
    public void What_makes_no_sense_is_refused(string reason, params string[] words)
    {
        var parse = () => SubCgroups.Parse(words);

        parse.Should().Throw<OciException>().WithMessage(reason);
    }

    [Fact]
    public void A_controller_that_the_container_has_no_cgroup_of_is_refused()
    {
        var record = new CgroupRecord { Manager = "cgroupfs", Directories = [s_cpu] };

        var check = () => SubCgroups.Parse(["memory:a"]).ThrowUnlessKnown(record);

        check.Should().Throw<OciException>().WithMessage("unknown controller memory in --cgroup*");
    }
}
