using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>One rule: what it is about, and whether that is allowed. Null is all.</summary>
internal readonly record struct DeviceRule(bool Allow, DeviceKind? Kind, uint? Major, uint? Minor, DeviceAccess Access)
{
    /// <summary>Whether it decides everything, so that no rule before it matters.</summary>
    public bool IsTotal => this is { Kind: null, Major: null, Minor: null, Access: DeviceAccess.All };

    /// <summary>The rule of a configuration.</summary>
    public static DeviceRule Of(LinuxDeviceCgroup rule)
    {
        DeviceKind? kind = rule.Type switch
        {
            "c" => DeviceKind.Character,
            "b" => DeviceKind.Block,
            _ => null,
        };
        var access = Parse(rule.Access ?? "");
        // The rule of all devices means all that can be done with them where it doesn't say.
        return new DeviceRule(rule.Allow, kind, Number(rule.Major), Number(rule.Minor), kind is null && access is DeviceAccess.None ? DeviceAccess.All : access);
    }

    /// <summary>Whether it is about a device.</summary>
    public bool Fits(DeviceKind kind, uint major, uint minor) =>
        (Kind ?? kind) == kind && (Major ?? major) == major && (Minor ?? minor) == minor;

    /// <summary>Whether it is about every device that another rule is about.</summary>
    public bool Covers(DeviceRule other) =>
        (Kind is null || Kind == other.Kind) && (Major is null || Major == other.Major) && (Minor is null || Minor == other.Minor);

    // -1 is Go's way to say all.
    private static uint? Number(long? value) => value is null or < 0 ? null : (uint)Math.Min(value.Value, uint.MaxValue);

    private static DeviceAccess Parse(string text)
    {
        var access = DeviceAccess.None;
        foreach (var letter in text)
        {
            access |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                'm' => DeviceAccess.Mknod,
                _ => DeviceAccess.None,
            };
        }

        return access;
    }
}
