namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>The runtime under test, with a state root of its own.</summary>
public sealed class Runtime(string stateRoot)
{
    /// <summary>The binary: <c>TINYO_OCI_RUNTIME</c>, or <c>out/tinyo-oci</c> of this checkout.</summary>
    public static string Binary { get; } =
        Environment.GetEnvironmentVariable("TINYO_OCI_RUNTIME") is { Length: > 0 } given
            ? Requirements.Find(given) ?? given
            : Path.Combine(Workspace.Repository, "out", "tinyo-oci");

    /// <summary>False when another runtime stands in for ours, to check the tests themselves.</summary>
    public static bool IsTinyo { get; } = Path.GetFileName(Binary).StartsWith("tinyo-oci", StringComparison.Ordinal);

    /// <summary>What goes to <c>--root</c>.</summary>
    public string StateRoot { get; } = stateRoot;

    /// <summary>Global flags after <c>--root</c>, for every call.</summary>
    public IReadOnlyList<string> GlobalFlags { get; init; } = [];

    /// <summary>Runs the runtime with <c>--root</c> and <paramref name="arguments"/>.</summary>
    public Task<CommandResult> Invoke(params string[] arguments) => Call(arguments).Execute();

    /// <summary>The same call, not yet made: for another environment, input or time limit use <c>with</c>.</summary>
    public Command Call(params string[] arguments) =>
        new(Binary, ["--root", StateRoot, .. GlobalFlags, .. arguments]) { Environment = Marker };

    /// <summary>Runs the runtime with nothing but <paramref name="arguments"/>.</summary>
    public static Task<CommandResult> InvokeBare(params string[] arguments) => new Command(Binary, arguments).Execute();

    // Processes that the runtime leaves are found by this.
    private Dictionary<string, string> Marker => new() { [Leftovers.MarkerName] = StateRoot };
}
