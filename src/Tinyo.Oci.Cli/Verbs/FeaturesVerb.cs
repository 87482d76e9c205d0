namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>features</c>: prints what this build can do, and nothing else anywhere.</summary>
internal static class FeaturesVerb
{
    public static int Execute(Invocation invocation)
    {
        invocation.Caller.Print("{}");
        return 0;
    }
}
