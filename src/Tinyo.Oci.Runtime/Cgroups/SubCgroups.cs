using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Cgroups below a container's that a process is to run in: one for all hierarchies, or one by one.</summary>
internal sealed class SubCgroups
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    private SubCgroups()
    {
    }

    /// <summary>Whether none is asked for.</summary>
    public bool IsEmpty => _paths.Count == 0;

    /// <summary>Reads what was given, each <c>[CONTROLLER,..:]PATH</c>.</summary>
    public static SubCgroups Parse(IReadOnlyList<string> words)
    {
        var result = new SubCgroups();
        foreach (var word in words)
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 && words.Count != 1)
            {
                throw new OciException($"invalid --cgroup argument: {word} (missing <controller>: prefix)");
            }

            foreach (var controller in colon < 0 ? [""] : word[..colon].Split(','))
            {
                result.Add(word, controller, word[(colon + 1)..], isForAll: colon < 0);
            }
        }

        return result;
    }

    /// <summary>The path to use in one hierarchy.</summary>
    public string Locate(CgroupDirectory directory)
    {
        foreach (var (controller, path) in _paths)
        {
            if (controller.Length == 0 || (!directory.IsV2 && directory.Has(controller)))
            {
                return path is "" or "." or "/" ? directory.Path : $"{directory.Path}/{path.Trim('/')}";
            }
        }

        return directory.Path;
    }

    /// <summary>Refuses controllers that a container has no cgroup for.</summary>
    public void ThrowUnlessKnown(CgroupRecord record)
    {
        foreach (var controller in _paths.Keys)
        {
            if (controller.Length > 0 && !Knows(record, controller))
            {
                throw new OciException($"unknown controller {controller} in --cgroup: the container has no cgroup of it");
            }
        }
    }

    private static bool Knows(CgroupRecord record, string controller)
    {
        foreach (var directory in record.Directories)
        {
            if (directory.Has(controller))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string word, string controller, string path, bool isForAll)
    {
        if (!isForAll && controller.Length == 0)
        {
            throw new OciException($"invalid --cgroup argument: {word} (empty <controller> prefix)");
        }

        if (Array.IndexOf(path.Split('/'), "..") >= 0)
        {
            throw new OciException($"{path} is not a sub cgroup path");
        }

        if (!_paths.TryAdd(controller, path))
        {
            throw new OciException($"invalid --cgroup argument(s): controller {controller} specified multiple times");
        }
    }
}
