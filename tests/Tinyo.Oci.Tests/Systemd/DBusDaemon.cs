using System.Diagnostics;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Systemd;

/// <summary>A real message bus of a test's own.</summary>
internal sealed class DBusDaemon : IDisposable
{
    private const string Configuration = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>session</type>
          <listen>unix:path={0}</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """;

    private static readonly string[] s_places = ["/usr/bin/dbus-daemon", "/bin/dbus-daemon", "/usr/local/bin/dbus-daemon"];

    private readonly TemporaryDirectory _temporary = new();
    private readonly Process _process;

    private DBusDaemon(string program)
    {
        File.WriteAllText(_temporary.File("bus.conf"), Configuration.Replace("{0}", _temporary.File("bus"), StringComparison.Ordinal));
        var start = new ProcessStartInfo(program, [$"--config-file={_temporary.File("bus.conf")}", "--nofork", "--print-address=1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        Address = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());
        Path = _temporary.File("bus");
    }

    public string Address { get; }

    public string Path { get; }

    /// <summary>Starts a bus, or skips the test where there is none to start.</summary>
    public static DBusDaemon Start()
    {
        var program = Array.Find(s_places, File.Exists);
        Assert.SkipWhen(program is null, "dbus-daemon is missing, it comes with the package dbus");
        return new DBusDaemon(program!);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _temporary.Dispose();
    }
}
