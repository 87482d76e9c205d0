namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>A network plugin for pods that have nobody to talk to: it brings up the loopback, and names an address that nothing has.</summary>
internal static class CniStandIn
{
    private const string Plugin = """
        #!/bin/sh
        cat >/dev/null
        case $CNI_COMMAND in
            ADD)
                nsenter --net="$CNI_NETNS" ip link set lo up
                echo '{"cniVersion":"0.3.1","interfaces":[{"name":"'"$CNI_IFNAME"'","sandbox":"'"$CNI_NETNS"'"}],"ips":[{"version":"4","address":"10.99.9.2/24","interface":0}]}' ;;
            VERSION) echo '{"cniVersion":"0.3.1","supportedVersions":["0.3.1"]}' ;;
        esac

        """;

    /// <summary>Writes the plugin and its configuration; containerd asks for one of the name <c>loopback</c> by itself.</summary>
    internal static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "10-alone.conflist"), """{"cniVersion":"0.3.1","name":"nobody","plugins":[{"type":"alone"}]}""");
        foreach (var name in (string[])["alone", "loopback"])
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, Plugin);
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }
}
