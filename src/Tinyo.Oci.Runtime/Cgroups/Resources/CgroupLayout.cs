using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Where a container's cgroups are: which controller is in which hierarchy.</summary>
/// <param name="record">The cgroups.</param>
/// <param name="handsDown">Whether a controller of v2 that is asked for is handed down to the container where it isn't yet.</param>
internal sealed class CgroupLayout(CgroupRecord record, bool handsDown = false) : ICgroupLayout
{
    private static readonly char[] s_blanks = [' ', '\n'];
    private string[]? _unifiedControllers;

    /// <summary>The cgroup of v2; null where there is none.</summary>
    public CgroupDirectory? Unified => Find(static directory => directory.IsV2);

    /// <inheritdoc/>
    public bool HasUnified => Unified is not null;

    /// <inheritdoc/>
    public bool IsUnifiedOnly => record.Directories is [{ IsV2: true }];

    /// <inheritdoc/>
    public bool IsV2(string controller) => HasUnified && Find(directory => directory.Has(controller)) is null;

    /// <summary>The cgroup that has a write's file; null when the machine has no such controller.</summary>
    public CgroupDirectory? Of(ResourceWrite write) => write.IsUnified
        ? Unified is { } unified && (write.Controller is "cgroup" || HasUnifiedController(write.Controller)) ? unified : null
        : Of(write.Controller);

    /// <summary>The cgroup that a controller acts on; null when the machine has no such controller.</summary>
    public CgroupDirectory? Of(string controller) =>
        Find(directory => directory.Has(controller)) ?? (HasUnifiedController(controller) ? Unified : null);

    private bool HasUnifiedController(string controller)
    {
        if (Unified is not { } unified)
        {
            return false;
        }

        _unifiedControllers ??= Controllers(unified.Path);
        if (handsDown && !Has(_unifiedControllers, controller) && Has(Controllers(unified.Mount), controller))
        {
            new CgroupV2(unified).EnableControllers();
            _unifiedControllers = Controllers(unified.Path);
        }

        return Has(_unifiedControllers, controller);
    }

    private static string[] Controllers(string path) =>
        FileSystem.TryReadText($"{path}/cgroup.controllers")?.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool Has(string[] controllers, string controller) => Array.IndexOf(controllers, controller) >= 0;

    private CgroupDirectory? Find(Func<CgroupDirectory, bool> isIt)
    {
        foreach (var directory in record.Directories)
        {
            if (isIt(directory))
            {
                return directory;
            }
        }

        return null;
    }
}
