using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Systemd;

public sealed class DBusAddressSpecs
{
    [Theory]
    [InlineData("unix:path=/run/bus", "/run/bus")]
    [InlineData("unix:path=/run/bus,guid=0123", "/run/bus")]
    [InlineData("unix:guid=0123,path=/run/bus", "/run/bus")]
    [InlineData("unix:abstract=/tmp/dbus-x,guid=1", "@/tmp/dbus-x")]
    [InlineData("tcp:host=localhost,port=1;unix:path=/a;unix:path=/b;", "/a /b")]
    [InlineData("unix:path=/with%20space%2c%3b%3D%C3%A4", "/with space,;=ä")]
    public void Unix_sockets_are_found(string addresses, string expected)
    {
        var sockets = DBusAddress.Parse(addresses);

        string.Join(' ', sockets).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("autolaunch:")]
    [InlineData("tcp:host=localhost,port=1")]
    [InlineData("unix:path=relative")]
    [InlineData("unix:abstract=")]
    public void An_address_without_unix_sockets_is_refused(string addresses)
    {
        var act = () => DBusAddress.Parse(addresses);

        act.Should().Throw<OciException>().WithMessage("*names no unix socket*");
    }

    [Theory]
    [InlineData("unix:path=/a%2")]
    [InlineData("unix:path=/a%zz")]
    [InlineData("unix:path=/a%")]
    public void A_broken_escape_is_refused(string addresses)
    {
        var act = () => DBusAddress.Parse(addresses);

        act.Should().Throw<OciException>().WithMessage("*broken escape*");
    }

    [Fact]
    public void A_path_survives_being_an_address()
    {
        const string Path = "/run/user/1000/odd ;,=%ä/bus";

        DBusAddress.Parse(DBusAddress.OfPath(Path)).Should().Equal(Path);
    }

    [Fact]
    public void Root_may_fall_back_to_the_socket_of_systemd()
    {
        BusChoice.OfSystem(0, _ => null).Select(choice => choice.IsBus).Should().Equal(true, false);
        BusChoice.OfSystem(1000, _ => null).Select(choice => choice.IsBus).Should().Equal(true);
        BusChoice.OfSystem(1000, name => name is "DBUS_SYSTEM_BUS_ADDRESS" ? "unix:path=/x" : null).Should().Equal(new BusChoice("unix:path=/x", true));
    }

    [Fact]
    public void A_user_has_the_bus_of_the_session_then_that_of_the_runtime_directory_then_the_socket_of_systemd()
    {
        var choices = BusChoice.OfUser(name => name is "XDG_RUNTIME_DIR" ? "/run/user/1" : "unix:abstract=s");

        choices.Should().Equal(
            new BusChoice("unix:abstract=s", IsBus: true),
            new BusChoice("unix:path=/run/user/1/bus", IsBus: true),
            new BusChoice("unix:path=/run/user/1/systemd/private", IsBus: false));
        BusChoice.OfUser(_ => "").Should().BeEmpty();
    }
}
