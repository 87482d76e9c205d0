using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Kernel;

/// <summary>Base of the tests about what config.json asks of the kernel beyond the process.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class KernelTest : ContainerTest
{
    /// <summary>A bundle whose root filesystem can be written, so that what is read-only was made so.</summary>
    protected TestBundle Writable() => NewBundle().With(config => config["root"]!["readonly"] = false);
}
