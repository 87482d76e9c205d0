using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Devices;

/// <summary>Base of the tests about device nodes.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class DeviceTest : ContainerTest
{
    /// <summary>A device of config.json.</summary>
    protected static JsonObject Device(string path, string type, int? major, int? minor, int? mode = null, int? uid = null, int? gid = null)
    {
        var device = new JsonObject { ["path"] = path, ["type"] = type };
        foreach (var (name, value) in new[] { ("major", major), ("minor", minor), ("fileMode", mode), ("uid", uid), ("gid", gid) })
        {
            if (value is not null)
            {
                device[name] = value;
            }
        }

        return device;
    }

    /// <summary>What each file is inside: type, numbers in hexadecimal, mode and owner.</summary>
    protected static string[] Stat(params string[] paths) => ["stat", "-c", "%n %F %t:%T %a %u:%g", .. paths];

    /// <summary>A bundle whose /dev is a directory of the host, and nothing is mounted below.</summary>
    protected TestBundle BundleWithBoundDev(string directory) =>
        NewBundle().WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev")
            .WithMount("/dev", "none", directory, "rbind", "rw");
}
