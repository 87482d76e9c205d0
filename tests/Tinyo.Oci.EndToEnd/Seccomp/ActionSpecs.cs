using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>Every action, as the program meets it.</summary>
public sealed class ActionSpecs : SeccompTest
{
    private const int BadSystemCall = 128 + 31;
    private const string Directory = "/dev/shm/made";

    [Theory]
    [InlineData("SCMP_ACT_ALLOW")]
    [InlineData("SCMP_ACT_LOG")]
    public async Task A_call_that_is_let_through_does_what_it_does(string action)
    {
        var profile = ProfileOf("podman");
        foreach (var names in profile["syscalls"]!.AsArray().Select(rule => rule!["names"]!.AsArray()))
        {
            names.RemoveAll(name => (string)name! is "mkdir" or "mkdirat");
        }

        profile["syscalls"]!.AsArray().Add(Rule(action, "mkdir", "mkdirat"));

        var result = await Run(BundleWith(profile).WithScript($"mkdir {Directory} && ls -d {Directory}"));

        result.ShouldSucceed().Text.Should().Be(Directory);
    }

    [Theory]
    [InlineData("SCMP_ACT_ERRNO", null, "Operation not permitted")]
    [InlineData("SCMP_ACT_ERRNO", 5, "Input/output error")]
    [InlineData("SCMP_ACT_ERRNO", 28, "No space left on device")]
    [InlineData("SCMP_ACT_TRACE", 7, "Function not implemented")] // as nobody traces
    public async Task A_call_that_is_refused_says_so(string action, int? value, string expected)
    {
        var rule = Rule(action, "mkdir", "mkdirat");
        rule["errnoRet"] = value;

        var result = await Run(BundleWith(Profile(rule)).WithArgs("mkdir", Directory));

        result.ShouldExitWith(1).Errors.Should().Contain(expected);
    }

    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_TRAP")]
    public async Task A_call_that_is_deadly_ends_the_program(string action)
    {
        var result = await Run(BundleWith(Profile(Rule(action, "mkdir", "mkdirat"))).WithArgs("mkdir", Directory));

        result.ShouldExitWith(BadSystemCall);
    }

    [Fact]
    public async Task An_error_of_0_skips_the_call_and_claims_success()
    {
        var rule = Rule("SCMP_ACT_ERRNO", "mkdir", "mkdirat");
        rule["errnoRet"] = 0;

        var result = await Run(BundleWith(Profile(rule)).WithScript($"mkdir {Directory}; echo $?; ls -d {Directory} || echo none"));

        result.ShouldSucceed().Lines.Should().Equal("0", "none");
    }

    [Fact]
    [Needs(Requirement.Binary, "perl")]
    public async Task Arguments_are_looked_at_with_all_their_bits()
    {
        var rule = Rule("SCMP_ACT_ERRNO", "close_range");
        rule["errnoRet"] = 5;
        rule["args"] = new JsonArray(new JsonObject { ["index"] = 2, ["value"] = 0xFF00000000UL, ["valueTwo"] = 0x100000000UL, ["op"] = "SCMP_CMP_MASKED_EQ" });
        const string Script = "for my $flags (0x100000000, 0x8100000000, 0x100000001, 0) { $! = 0; syscall(436, 9, 8, $flags); print $! + 0, qq(\\n); }";

        var output = await Output(HostBundleWith(Profile(rule)).WithArgs("/usr/bin/perl", "-e", Script));

        // The kernel itself says EINVAL, 22, as the range has its end before its beginning.
        output.Split('\n').Should().Equal("5", "22", "5", "22");
    }

    [Fact]
    [Needs(Requirement.Binary, "perl")]
    public async Task A_call_that_is_newer_than_the_profile_does_not_exist()
    {
        var profile = ProfileOf("docker");
        const string Script = "for my $call (1000, 463, 172) { $! = 0; syscall($call, 0, 0, 0); print $! + 0, qq(\\n); }";

        var output = await Output(HostBundleWith(profile).WithArgs("/usr/bin/perl", "-e", Script));

        output.Split('\n').Should().Equal("38", "38", "1");
    }
}
