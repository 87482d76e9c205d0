using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>What a tmpfs takes over from the directory that it covers, as runc does.</summary>
internal static class TmpfsData
{
    private const uint Unmapped = 65534; // how a user namespace shows who it does not know, and what may be no id of its own

    /// <summary>The options, with mode and owner of <paramref name="target"/> where no <c>mode=</c> was asked for.</summary>
    internal static IReadOnlyList<string> Inheriting(IReadOnlyList<string> data, SafeFileHandle target)
    {
        if (Has(data, "mode="))
        {
            return data;
        }

        var status = FileSystem.Stat(target);
        var result = new List<string>(data) { $"mode={Convert.ToString(status.Permissions, 8)}" };
        Add(result, "uid=", status.Uid);
        Add(result, "gid=", status.Gid);
        return result;
    }

    private static void Add(List<string> data, string key, uint id)
    {
        if (id is not (0 or Unmapped) && !Has(data, key))
        {
            data.Add($"{key}{id}");
        }
    }

    private static bool Has(IReadOnlyList<string> data, string key)
    {
        foreach (var option in data)
        {
            if (option.StartsWith(key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
