using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary><c>--pidfd-socket</c>: the caller gets a descriptor of the container's process.</summary>
[Needs(Requirement.Tinyo)]
public sealed class PidfdSocketSpecs : LifecycleTest
{
    [Fact]
    public async Task Create_sends_a_descriptor_of_the_process()
    {
        using var socket = new ConsoleSocket(Path.Combine(Room, "pidfd.sock"));

        var container = await Create(Sleeping(), "--pidfd-socket", socket.Path);

        var message = socket.Receive();
        message.Text.Should().Be("standard", "runc says so of a container's first process");
        var descriptor = message.Descriptors.Should().ContainSingle().Which;
        var information = await File.ReadAllLinesAsync($"/proc/self/fdinfo/{descriptor.DangerousGetHandle()}");
        information.Should().Contain("Pid:\t" + (await container.Process()).Pid.ToString(CultureInfo.InvariantCulture));
    }
}
