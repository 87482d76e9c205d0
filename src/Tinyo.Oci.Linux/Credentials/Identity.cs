namespace Tinyo.Oci.Linux.Credentials;

/// <summary>Who this process is to the kernel, see credentials(7).</summary>
public static class Identity
{
    /// <summary>The effective user id, as this process's user namespace sees it.</summary>
    public static uint EffectiveUid => Libc.Geteuid();
}
