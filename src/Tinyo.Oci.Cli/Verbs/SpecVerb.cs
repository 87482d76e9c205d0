namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>spec</c>: writes a configuration to begin with.</summary>
internal static class SpecVerb
{
    public static int Execute(Invocation invocation)
    {
        return 0;
    }
}
