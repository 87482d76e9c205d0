using Microsoft.Extensions.Logging.Abstractions;
using Tinyo.Oci.Cli.Verbs;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cli.Verbs;

public sealed class SelectionSpecs
{
    private static readonly RuntimeContext s_context = new() { Root = "/r", Log = NullLogger.Instance };

    [Theory]
    [InlineData("web", "web1 web2 my-web")]
    [InlineData("^web", "web1 web2")]
    [InlineData("^web[2-9]$", "web2")]
    [InlineData("^(db|my-web)$", "db my-web")]
    [InlineData("nothing", "")]
    public void A_pattern_matches_anywhere_unless_tied_down(string pattern, string expected)
    {
        ContainerReport[] reports = [Report("web1"), Report("web2"), Report("db"), Report("my-web")];

        var ids = Selection.Matching(Selection.Compile(pattern), reports);

        ids.Select(id => id.ToString()).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void One_that_fails_does_not_save_the_others()
    {
        List<string> done = [];
        ContainerId[] ids = [ContainerId.Parse("a"), ContainerId.Parse("b"), ContainerId.Parse("c")];

        var act = () => Selection.ForEach(ids, s_context, (_, id) =>
        {
            done.Add(id.ToString());
            if (id.ToString() == "b")
            {
                throw new OciException("container not running");
            }
        });

        act.Should().Throw<OciException>().WithMessage("1 of 3 containers failed: b: container not running");
        done.Should().Equal("a", "b", "c");
    }

    private static ContainerReport Report(string id) => new()
    {
        OciVersion = "1.3.0",
        Id = id,
        Pid = 1,
        Status = "running",
        Bundle = "/b",
        Rootfs = "/b/rootfs",
        Created = DateTime.UnixEpoch,
    };
}
