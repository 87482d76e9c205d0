using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>--version</c> and <c>version</c>: the lines that engines and people read.</summary>
internal static class VersionVerb
{
    public static int Execute(Invocation invocation)
    {
        invocation.Caller.Print(Text);
        return 0;
    }

    public static string Text =>
        $"tinyo-oci version {BuildInformation.Version}\ncommit: {BuildInformation.Commit}\nspec: {OciNames.Version}\ndotnet: {BuildInformation.DotNet}\n";
}
