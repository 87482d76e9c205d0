using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Rootless;

/// <summary>Containers of an unprivileged user in units of the user's own systemd.</summary>
[Needs(Requirement.Tinyo)]
public sealed class UserUnitSpecs : UserSessionTest
{
    private const string RunDetached = "\"$@\" --systemd-cgroup run --detach --bundle \"$BUNDLE\" \"$ID\" </dev/null >/dev/null || exit\n";
    private const string Show = "show() { systemctl --user show --value --property $1 tinyo-oci-$ID.scope; }\n";

    [Fact]
    public async Task It_is_a_scope_of_the_users_systemd_and_goes_with_the_container()
    {
        var result = await AsUser("sleep 100", Show + RunDetached + """
            show Slice
            sed -n 's/^0:://p' /proc/$("$@" state "$ID" | sed -n 's/.*"pid": \([0-9]*\).*/\1/p')/cgroup
            "$@" pause "$ID" && "$@" state "$ID" | grep -o paused && "$@" resume "$ID"
            "$@" delete --force "$ID"
            show LoadState
            """);

        result.ShouldSucceed().Lines.Should().HaveCount(4);
        result.Lines[0].Should().Be("user.slice");
        result.Lines[1].Should().StartWith($"{Session.Cgroup}user.slice/tinyo-oci-").And.EndWith(".scope");
        result.Lines[2].Should().Be("paused");
        result.Lines[3].Should().Be("not-found");
    }

    [Fact]
    public async Task Its_limits_are_the_units_and_the_kernels_and_can_be_changed()
    {
        Assert.SkipUnless(Has("memory") && Has("pids"), "this kernel has no memory or pids controller");

        var result = await AsUser("sleep 100", Show + RunDetached + """
            cd /sys/fs/cgroup$(show ControlGroup)
            echo $(show MemoryMax) $(cat memory.max) $(show TasksMax) $(cat pids.max)
            "$@" update --memory 32m --pids-limit 20 "$ID"
            echo $(show MemoryMax) $(cat memory.max) $(show TasksMax) $(cat pids.max)
            "$@" delete --force "$ID"
            """, Limit);

        result.ShouldSucceed().Lines.Should().Equal("67108864 67108864 50 50", "33554432 33554432 20 20");
    }

    [Fact]
    public async Task A_create_that_fails_leaves_no_unit()
    {
        var result = await AsUser("true", Show + """
            "$@" --systemd-cgroup run --bundle "$BUNDLE" "$ID" </dev/null && echo it ran
            show LoadState
            """, config => config["process"]!["cwd"] = "/bin/busybox");

        result.ShouldSucceed().Lines.Should().Equal("not-found");
        result.Errors.Should().Contain("tinyo-oci: ");
    }

    [Fact]
    public async Task Without_a_session_it_says_what_is_missing()
    {
        var result = await AsUser("true", "unset DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR; exec \"$@\" --systemd-cgroup run --bundle \"$BUNDLE\" \"$ID\"");

        result.ShouldExitWith(1).Errors.Should().Contain("can't reach systemd: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set");
    }

    [Fact]
    public async Task From_a_login_session_whoever_joins_is_in_it_too()
    {
        var result = await AsUser("sleep 100", Show + RunDetached + """
            show ControlGroup
            "$@" exec "$ID" true && sed -n 's/^0:://p' /proc/self/cgroup
            "$@" exec --pid-file "$XDG_RUNTIME_DIR/$ID.pid" --detach "$ID" sleep 100
            sed -n 's/^0:://p' /proc/$(cat "$XDG_RUNTIME_DIR/$ID.pid")/cgroup
            rm "$XDG_RUNTIME_DIR/$ID.pid"
            "$@" delete --force "$ID"
            """, inSession: true);

        result.ShouldSucceed().Lines.Should().HaveCount(3);
        result.Lines[1].Should().StartWith($"/user.slice/user-{Session.Uid}.slice/session-", "that is where a login shell is");
        result.Lines[2].Should().Be(result.Lines[0]);
    }

    private static bool Has(string controller) => File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split(' ', '\n').Contains(controller);

    private static void Limit(JsonObject config) =>
        config["linux"]!["resources"] = JsonNode.Parse("""{"memory":{"limit":67108864},"pids":{"limit":50}}""");
}
