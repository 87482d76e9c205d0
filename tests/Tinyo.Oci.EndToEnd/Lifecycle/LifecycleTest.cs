using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>Base of the tests about what verbs do to a container.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class LifecycleTest : ContainerTest
{
    /// <summary>A bundle whose program sleeps.</summary>
    protected TestBundle Sleeping() => NewBundle().WithArgs("sleep", "100");
}
