using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Says what was asked for and is not honoured yet by this build: a container that has less protection than asked for is never a secret.</summary>
internal static class PendingFeatures
{
    internal static void Warn(RuntimeSpec spec, LinuxSpec linux, List<string> warnings)
    {
        Warn(linux.Seccomp is not null, "linux.seccomp", "no system calls are filtered", warnings);
        Warn(linux.IntelRdt is not null, "linux.intelRdt", "cache and memory bandwidth are not divided", warnings);
    }

    private static void Warn(bool isAsked, string what, string consequence, List<string> warnings)
    {
        if (isAsked)
        {
            warnings.Add($"{what} is not supported yet by this build: {consequence}");
        }
    }
}
