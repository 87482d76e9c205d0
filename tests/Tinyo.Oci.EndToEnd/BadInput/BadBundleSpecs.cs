using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.BadInput;

/// <summary>Bundles that are refused, each in one line that names what is wrong, with nothing left behind.</summary>
public sealed class BadBundleSpecs : BadInputTest
{
    /// <summary>The name of each way to spoil a bundle.</summary>
    public static TheoryData<string> Names => [.. BadBundle.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Create_refuses(string name)
    {
        var bad = BadBundle.All[name];
        Assert.SkipUnless(bad.RuncToo || Runtime.IsTinyo, "runc 1.1 accepts it, or says less");
        var bundle = Spoilt(bad);

        await ShouldRefuse(bad.Expected, NewId(), "create", "--bundle", bundle.Directory);
    }

    [Theory]
    [InlineData("no config.json")]
    [InlineData("missing binary")]
    [InlineData("bad mount source")]
    [InlineData("hook that fails")]
    public async Task Run_refuses_in_the_same_way(string name)
    {
        var bundle = Spoilt(BadBundle.All[name]);

        await ShouldRefuse(BadBundle.All[name].Expected, NewId(), "run", "--bundle", bundle.Directory);
    }

    [Theory]
    [InlineData("missing root")]
    [InlineData("binary without permission")]
    public async Task Without_a_log_the_line_is_the_same(string name)
    {
        var bundle = Spoilt(BadBundle.All[name]);

        var result = await Runtime.Invoke("create", "--bundle", bundle.Directory, NewId());

        result.ShouldExitWith(1).Errors.Should().MatchRegex("(?i)" + BadBundle.All[name].Expected).And.Subject.Count(letter => letter == '\n').Should().Be(1);
    }

    [Fact]
    public async Task An_unrelated_failure_never_sounds_like_a_missing_program()
    {
        var bundle = NewBundle().WithHook("createRuntime", new System.Text.Json.Nodes.JsonObject { ["path"] = "/bin/false" }).Save();

        var result = await Runtime.Invoke("create", "--bundle", bundle.Directory, NewId());

        result.ShouldExitWith(1).Errors.Should().NotContainAny("does not exist", "no such file", "not found");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_missing_mount_source_does_not_sound_like_one_either()
    {
        var bundle = NewBundle().WithMount("/mnt", "none", "/no/such/source", "bind").Save();

        var result = await Runtime.Invoke("create", "--bundle", bundle.Directory, NewId());

        result.ShouldExitWith(1).Errors.ToLowerInvariant().Should().Contain("/no/such/source").And.Contain("missing").And.NotContain("no such file");
    }

    private TestBundle Spoilt(BadBundle bad)
    {
        var bundle = NewBundle();
        bad.Change(bundle);
        bad.Wreck(bundle.Save());
        return bundle;
    }
}
