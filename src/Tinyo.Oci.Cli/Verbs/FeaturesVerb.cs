using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>features</c>: prints what this build can do, and nothing else anywhere.</summary>
internal static class FeaturesVerb
{
    public static int Execute(Invocation invocation)
    {
        var features = FeaturesDocument.Describe(BuildInformation.Version, BuildInformation.Commit, HostFactsReader.FilterFlags);
        invocation.Caller.Output(SpecWriter.WriteFeatures(features));
        invocation.Caller.Print("\n");
        return 0;
    }
}
