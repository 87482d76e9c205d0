using Microsoft.Extensions.Logging.Abstractions;
using Tinyo.Oci.Cli;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli;

public sealed class ContextBuilderSpecs
{
    [Theory]
    [InlineData(true, false, null, null, "/run/tinyo-oci")]
    [InlineData(true, false, null, "/run/user/0", "/run/tinyo-oci")]
    [InlineData(true, true, "root", "/run/user/0", "/run/tinyo-oci")]
    [InlineData(true, true, null, "/run/user/1000", "/run/user/1000/tinyo-oci")]
    [InlineData(true, true, "jane", "/run/user/1000", "/run/user/1000/tinyo-oci")]
    [InlineData(true, true, "jane", null, "/run/tinyo-oci")]
    [InlineData(false, false, "jane", "/run/user/1000", "/run/user/1000/tinyo-oci")]
    [InlineData(false, false, "root", "/run/user/1000/", "/run/user/1000/tinyo-oci")]
    public void The_state_root_follows_the_user(bool isRoot, bool inUserNamespace, string? user, string? directory, string expected)
    {
        var caller = new TestCaller { Uid = isRoot ? 0u : 1000u, InUserNamespace = inUserNamespace };
        SetVariable(caller, "USER", user);
        SetVariable(caller, "XDG_RUNTIME_DIR", directory);

        Build("", caller).Root.Should().Be(expected);
    }

    [Theory]
    [InlineData(null, "no place to keep the state of containers: set XDG_RUNTIME_DIR or give --root DIR")]
    [InlineData("", "no place to keep the state of containers: set XDG_RUNTIME_DIR or give --root DIR")]
    [InlineData("run", "XDG_RUNTIME_DIR 'run' is not an absolute path")]
    public void A_user_without_a_runtime_directory_is_told_so(string? directory, string message)
    {
        var caller = new TestCaller { Uid = 1000 };
        SetVariable(caller, "XDG_RUNTIME_DIR", directory);

        var build = () => Build("", caller);

        build.Should().Throw<OciException>().WithMessage(message);
    }

    [Theory]
    [InlineData("--root /r", "/r")]
    [InlineData("--root r/", "/srv/r")]
    [InlineData("--root ../r", "/r")]
    [InlineData("--root /a/../r", "/r")]
    public void A_given_root_is_made_absolute(string words, string expected)
    {
        Build(words, new TestCaller { Uid = 1000 }).Root.Should().Be(expected);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("../../..")]
    [InlineData("/a/..")]
    public void The_root_of_everything_is_no_state_root(string root)
    {
        var build = () => Build($"--root {root}", new TestCaller());

        build.Should().Throw<OciException>().WithMessage($"--root '{root}' cannot be used: it must name a directory other than /");
    }

    [Theory]
    [InlineData("", CgroupManager.Cgroupfs)]
    [InlineData("--systemd-cgroup", CgroupManager.Systemd)]
    [InlineData("--systemd-cgroup --systemd-cgroup", CgroupManager.Systemd)]
    [InlineData("-s", CgroupManager.Systemd)]
    [InlineData("--systemd-cgroup=false", CgroupManager.Cgroupfs)]
    [InlineData("--cgroup-manager systemd", CgroupManager.Systemd)]
    [InlineData("--cgroup-manager=cgroupfs", CgroupManager.Cgroupfs)]
    [InlineData("--systemd-cgroup --cgroup-manager disabled", CgroupManager.Disabled)]
    public void Cgroups_have_one_manager(string words, CgroupManager expected)
    {
        Build(words, new TestCaller()).CgroupManager.Should().Be(expected);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("--rootless auto", null)]
    [InlineData("--rootless true", true)]
    [InlineData("--rootless=false", false)]
    public void Rootless_is_found_out_unless_it_is_given(string words, bool? expected)
    {
        Build(words, new TestCaller()).Rootless.Should().Be(expected);
    }

    [Theory]
    [InlineData("--rootless maybe", "--rootless 'maybe' is not understood: true, false or auto")]
    [InlineData("--cgroup-manager x", "unknown cgroup manager 'x': cgroupfs, systemd or disabled")]
    public void Values_that_mean_nothing_are_refused(string words, string message)
    {
        var build = () => Build(words, new TestCaller());

        build.Should().Throw<OciException>().WithMessage(message);
    }

    private static RuntimeContext Build(string words, TestCaller caller)
    {
        var parser = new FlagParser(GlobalFlags.All, stopAtPositional: true);
        parser.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().BeNull();
        return ContextBuilder.Build(parser.Values, caller.Caller, NullLogger.Instance);
    }

    private static void SetVariable(TestCaller caller, string name, string? value)
    {
        if (value is not null)
        {
            caller.Variables[name] = value;
        }
    }
}
