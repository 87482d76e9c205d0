namespace Tinyo.Oci.Spec;

/// <summary>One thing that is wrong, and where: <c>linux.namespaces[2]: ...</c>.</summary>
public sealed record SpecProblem(string Path, string Text)
{
    /// <summary>The problem on one line.</summary>
    public override string ToString() => $"{Path}: {Text}";
}
