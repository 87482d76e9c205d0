using System.Text;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Lifecycle;

public sealed class SeccompListenerSpecs
{
    private static readonly ContainerState s_state = new() { OciVersion = "1.0.2", Id = "box", Status = "created", Pid = 7, Bundle = "/b" };

    [Fact]
    public void It_is_told_what_the_specification_says()
    {
        var text = Encoding.UTF8.GetString(SeccompListener.Describe(7, "who \"cares\"", s_state));

        text.Should().Be("""{"ociVersion":"1.3.0","fds":["seccompFd"],"pid":7,"metadata":"who \"cares\"","state":{"ociVersion":"1.0.2","id":"box","status":"created","pid":7,"bundle":"/b"}}""");
    }

    [Fact]
    public void Metadata_that_is_not_there_is_not_told()
    {
        Encoding.UTF8.GetString(SeccompListener.Describe(7, "", s_state)).Should().NotContain("metadata");
    }
}
