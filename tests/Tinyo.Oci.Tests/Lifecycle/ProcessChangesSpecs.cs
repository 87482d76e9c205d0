using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Lifecycle;

public sealed class ProcessChangesSpecs
{
    private static readonly ProcessSpec s_base = new()
    {
        Args = ["sleep"],
        Cwd = "/home",
        Env = ["A=1"],
        Terminal = true,
        NoNewPrivileges = true,
        User = new User { Uid = 1, Gid = 2, AdditionalGids = [3] },
        Capabilities = new LinuxCapabilities { Bounding = ["CAP_KILL"], Effective = ["CAP_KILL"], Permitted = ["CAP_KILL"] },
    };

    [Fact]
    public void Without_flags_only_the_program_and_the_terminal_change()
    {
        var process = new ProcessChanges { Args = ["true"] }.ApplyTo(s_base);

        process.Should().BeEquivalentTo(s_base with { Args = ["true"], Terminal = false });
    }

    [Fact]
    public void Flags_add_and_replace()
    {
        var changes = new ProcessChanges
        {
            Args = ["sh"],
            Cwd = "/tmp",
            Env = ["A=2"],
            Terminal = true,
            Uid = 5,
            Gid = 6,
            AdditionalGids = [7],
            NoNewPrivileges = false,
        };

        var process = changes.ApplyTo(s_base);

        process.Should().BeEquivalentTo(s_base with
        {
            Args = ["sh"],
            Cwd = "/tmp",
            Env = ["A=1", "A=2"],
            NoNewPrivileges = false,
            User = new User { Uid = 5, Gid = 6, AdditionalGids = [3, 7] },
        });
    }

    [Fact]
    public void More_capabilities_are_never_inheritable_and_so_not_ambient()
    {
        var sets = new ProcessChanges { Capabilities = ["CAP_CHOWN"] }.ApplyTo(s_base).Capabilities!;

        sets.Bounding.Should().Equal("CAP_KILL", "CAP_CHOWN");
        sets.Permitted.Should().Equal("CAP_KILL", "CAP_CHOWN");
        sets.Effective.Should().Equal("CAP_KILL", "CAP_CHOWN");
        sets.Inheritable.Should().BeEmpty();
        sets.Ambient.Should().BeEmpty();
    }

    [Fact]
    public void They_are_ambient_where_the_configuration_has_inheritable_ones()
    {
        var inheriting = s_base with { Capabilities = s_base.Capabilities! with { Inheritable = ["CAP_KILL"] } };

        var sets = new ProcessChanges { Capabilities = ["CAP_CHOWN"] }.ApplyTo(inheriting).Capabilities!;

        sets.Inheritable.Should().Equal("CAP_KILL");
        sets.Ambient.Should().Equal("CAP_CHOWN");
    }
}
