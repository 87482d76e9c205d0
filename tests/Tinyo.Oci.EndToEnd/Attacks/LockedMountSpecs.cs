using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>A root with CAP_SYS_ADMIN in its user namespace undoes what the host's mounts keep from it.</summary>
[Needs(Requirement.UserNamespaces)]
public sealed class LockedMountSpecs : AttackTest
{
    private const string Undo = "mount -o remount,bind,rw /mnt/inner && echo FELL writable; umount /mnt/inner && cat /mnt/inner/secret; true";

    /// <summary>Below a bind of the host's there is a read-only mount that covers a secret. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    public async Task Mounts_of_the_host_stay_read_only_and_where_they_are()
    {
        var result = await RunOnMounts(InitSpecs.InUserNamespace(Bundle(), null));

        result.ShouldSucceed().Output.Should().NotContainAny(Fell, Sentinel.Secret);
        result.Errors.Should().Contain("umount");
    }

    [Fact]
    public async Task The_root_of_the_host_may_undo_them()
    {
        var result = await RunOnMounts(Bundle());

        result.ShouldSucceed().Output.Should().Contain(Fell).And.Contain(Sentinel.Secret);
    }

    private TestBundle Bundle()
    {
        var bundle = NewBundle().WithMount("/mnt", "none", HostDirectory("outer"), "rbind").WithScript(Undo);
        foreach (var set in new[] { "bounding", "effective", "permitted" })
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray("CAP_SYS_ADMIN");
        }

        return bundle;
    }

    private Task<CommandResult> RunOnMounts(TestBundle bundle) => Shell("""
        exec unshare --mount --propagation private sh -c '
            mount -t tmpfs tmpfs "$outer" && mkdir "$outer/inner" && cp "$secret" "$outer/inner/secret" && mount -t tmpfs -o ro tmpfs "$outer/inner" || exit 1
            exec "$runtime" --root "$state" run --bundle "$bundle" "$id"'
        """, new Dictionary<string, string>
    {
        ["outer"] = HostDirectory("outer"),
        ["secret"] = Outside.SecretFile,
        ["runtime"] = Runtime.Binary,
        ["state"] = Runtime.StateRoot,
        ["bundle"] = bundle.Save().Directory,
        ["id"] = NewId(),
    });
}
