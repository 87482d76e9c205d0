using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Creates, starts and, unless detached, waits: returns the program's exit code, 128 + n for signal n.</summary>
public static class RunOperation
{
    /// <summary>Creates, starts and, unless detached, waits: returns the program's exit code, 128 + n for signal n.</summary>
    public static int Execute(RuntimeContext context, RunRequest request) => throw new OciException("Run of a container is not built yet");
}
