using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Rootless;

/// <summary>Containers of an unprivileged user who is logged in: the cgroup is below the user's own.</summary>
public sealed class UserSessionSpecs : UserSessionTest
{
    [Fact]
    public async Task The_user_is_root_in_the_container_and_nobody_else()
    {
        var result = await RunAsUser("echo $(id -u) $(cat /proc/self/uid_map)");

        result.ShouldSucceed().Text.Should().Be($"0 0 {Session.Uid} 1");
    }

    [Fact]
    public async Task The_root_filesystem_and_the_cgroups_are_read_only()
    {
        var result = await RunAsUser("touch /new; mkdir /sys/fs/cgroup/new");

        result.ShouldExitWith(1).Errors.Should().Contain("touch: /new: Read-only file system").And.Contain("/sys/fs/cgroup/new");
    }

    [Fact]
    public async Task Every_verb_works()
    {
        var result = await AsUser("sleep 100", """
            "$@" create --bundle "$BUNDLE" "$ID" </dev/null >/dev/null
            "$@" state "$ID" | grep status
            "$@" start "$ID"
            "$@" state "$ID" | grep status
            "$@" exec "$ID" sh -c '[ "$(cat /proc/1/cgroup)" = "$(cat /proc/self/cgroup)" ] && echo "joined by $(id -u)"'
            "$@" kill --all "$ID" KILL
            while "$@" state "$ID" | grep running; do sleep 0.1; done >/dev/null
            "$@" state "$ID" | grep status
            "$@" delete "$ID"
            "$@" list --quiet
            """);

        result.ShouldSucceed().Lines.Select(line => line.Trim(' ', ',')).Should()
            .Equal("\"status\": \"created\"", "\"status\": \"running\"", "joined by 0", "\"status\": \"stopped\"");
    }

    [Fact]
    public async Task The_cgroup_is_below_the_users_own_and_goes_with_the_container()
    {
        var result = await AsUser("sleep 100", """
            "$@" run --detach --bundle "$BUNDLE" "$ID" </dev/null >/dev/null
            cgroup=$(sed -n 's/^0:://p' /proc/$("$@" state "$ID" | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')/cgroup)
            echo "$cgroup"
            "$@" delete --force "$ID"
            ls -d "/sys/fs/cgroup$cgroup" 2>/dev/null || echo gone
            """);

        result.ShouldSucceed().Lines.Should().HaveCount(2).And.HaveElementAt(1, "gone");
        result.Lines[0].Should().StartWith(Session.Cgroup);
    }

    [Fact]
    public async Task Limits_of_delegated_controllers_reach_the_kernel()
    {
        var result = await AsUser("sleep 100", """
            "$@" run --detach --bundle "$BUNDLE" "$ID" </dev/null >/dev/null
            "$@" update --memory 64m --pids-limit 33 "$ID"
            cd "/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$("$@" state "$ID" | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')/cgroup)"
            cat memory.max pids.max
            "$@" pause "$ID" && "$@" state "$ID" | grep -o paused && "$@" resume "$ID"
            cd / && "$@" delete --force "$ID"
            """);

        result.ShouldSucceed().Lines.Should().Equal("67108864", "33", "paused");
    }

    private Task<CommandResult> RunAsUser(string script) =>
        AsUser(script, "exec \"$@\" run --bundle \"$BUNDLE\" \"$ID\"");
}
