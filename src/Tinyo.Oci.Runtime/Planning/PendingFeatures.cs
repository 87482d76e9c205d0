using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Says what was asked for and is not honoured yet by this build: a container that has less protection than asked for is never a secret.</summary>
internal static class PendingFeatures
{
    internal static void Warn(ProcessSpec? process, List<string> warnings)
    {
        Warn(process?.ApparmorProfile is { Length: > 0 }, "process.apparmorProfile", "the program runs unconfined", warnings);
        Warn(process?.SelinuxLabel is { Length: > 0 }, "process.selinuxLabel", "the program keeps the caller's label", warnings);
    }

    private static void Warn(bool isAsked, string what, string consequence, List<string> warnings)
    {
        if (isAsked)
        {
            warnings.Add($"{what} is not supported yet by this build: {consequence}");
        }
    }
}
