using System.Text;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Hooks;

public sealed class HookStateSpecs
{
    private static readonly ContainerState s_state = new() { OciVersion = "1.3.0", Id = "c1", Status = "created", Pid = 42, Bundle = "/b/ü" };

    [Fact]
    public void The_state_is_one_line_with_nothing_escaped_that_need_not_be()
    {
        var state = s_state with { Annotations = new Dictionary<string, string> { ["a/b"] = "<x> & \"y\"\n" } };

        var text = Encoding.UTF8.GetString(HookState.Write(state));

        text.Should().Be("""{"ociVersion":"1.3.0","id":"c1","status":"created","pid":42,"bundle":"/b/ü","annotations":{"a/b":"<x> & \"y\"\n"}}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(null)]
    public void A_stopped_container_has_no_pid_and_absent_annotations_are_left_out(int? pid)
    {
        var text = Encoding.UTF8.GetString(HookState.Write(s_state with { Status = "stopped", Pid = pid }));

        text.Should().Be("""{"ociVersion":"1.3.0","id":"c1","status":"stopped","bundle":"/b/ü"}""");
    }
}
