namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>
/// Options of a mount and what mountinfo must show for them. Options are parted by commas, mounts one on the other by <c>|</c>.
/// </summary>
/// <param name="Kind"><c>tmpfs</c>, <c>bind</c> (of a private mount) or <c>peer</c> (a bind of a mount that the host shares).</param>
/// <param name="Options">The options, as the config has them.</param>
/// <param name="Attributes">Exactly the options of the mount.</param>
/// <param name="Super">Exactly those of the file system's options that mount options can set.</param>
/// <param name="Propagation">Exactly the propagation tags.</param>
public sealed record MountCase(string Kind, string Options, string Attributes, string Super = "", string Propagation = "")
{
    private static readonly string[] s_superOptions = ["sync", "dirsync", "lazytime", "mand", "iversion"];

    // What Debian 12's runc 1.1 does not know, or gets wrong: it stands in only to check the tests.
    private static readonly string[] s_notInOldRunc =
    [
        "defaults", "silent", "loud", "lazytime", "nolazytime", "nosymfollow", "symfollow", "rnosymfollow", "rsymfollow",
        "rnoatime", "ratime", "rnodiratime", "rdiratime", "rrelatime", "rnorelatime", "rstrictatime", "rnostrictatime",
    ];

    private static readonly string[] s_onlyOnBindsInOldRunc = ["rro", "rnosuid", "rnodev", "rnoexec"];

    // Of an r* option and its opposite runc always lets the one that sets win, not the last.
    private static readonly string[] s_opposites = ["rro,rrw", "rnosuid,rsuid", "rnodev,rdev", "rnoexec,rexec"];

    /// <summary>Whether runc 1.1 can be held against this case too.</summary>
    internal bool OldRuncAgrees =>
        !s_opposites.Contains(Options)
        && (Kind, Options) is not ("tmpfs", "ro,rrw" or "ro|remount,rw")
        && !Words(Options).Any(option => s_notInOldRunc.Contains(option) || (Kind == "tmpfs" && s_onlyOnBindsInOldRunc.Contains(option)));

    /// <summary>The options of each mount of the case.</summary>
    internal IEnumerable<string[]> Steps => Options.Split('|').Select(step => step.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Fails the test unless <paramref name="mount"/> is as it must be.</summary>
    internal void Check(MountLine mount)
    {
        mount.Type.Should().Be("tmpfs");
        Sorted(mount.Attributes).Should().Be(Sorted(Words(Attributes)), "these are the mount attributes of {0}", this);
        Sorted(mount.Super.Intersect(s_superOptions)).Should().Be(Sorted(Words(Super)), "these are the file system's options of {0}", this);
        Sorted(mount.Propagation).Should().Be(Sorted(Words(Propagation)), "this is the propagation of {0}", this);
    }

    private static string Sorted(IEnumerable<string> words) => string.Join(',', words.Order(StringComparer.Ordinal));

    private static string[] Words(string list) => list.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries);
}
