using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Cli;

/// <summary>What a verb works with: its arguments, its caller and the log.</summary>
internal sealed record Invocation(Arguments Arguments, Caller Caller, ILogger Log)
{
    /// <summary>What the operations work with; made only for the verbs that need it.</summary>
    public RuntimeContext Context => ContextBuilder.Build(Arguments.Globals, Caller, Log);

    /// <summary>The container that the first positional names.</summary>
    public ContainerId Id => ContainerId.Parse(Arguments.Positionals[0]);
}
