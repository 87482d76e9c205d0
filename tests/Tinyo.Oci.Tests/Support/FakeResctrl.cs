using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Resctrl;

namespace Tinyo.Oci.Tests.Support;

/// <summary>A directory that behaves as the kernel's resctrl does: groups come with their files, a thread is in one class, and schemata are checked.</summary>
internal sealed class FakeResctrl : IResctrl, IDisposable
{
    private const string Default = "L3:0=ff;1=ff\nMB:0=100;1=100\n";
    private const int Classes = 3;

    private readonly TemporaryDirectory _temporary = new();

    /// <summary>Makes the root, of a machine that has everything unless said.</summary>
    public FakeResctrl(bool cache = true, bool bandwidth = true, string monitored = "llc_occupancy\nmbm_total_bytes\nmbm_local_bytes\n")
    {
        if (cache)
        {
            Fill("info/L3", ("cbm_mask", "ff\n"), ("min_cbm_bits", "1\n"), ("num_closids", "16\n"));
        }

        if (bandwidth)
        {
            Fill("info/MB", ("bandwidth_gran", "10\n"), ("delay_linear", "1\n"), ("min_bandwidth", "10\n"), ("num_closids", "8\n"));
        }

        if (monitored.Length > 0)
        {
            Fill("info/L3_MON", ("mon_features", monitored));
        }

        Fill("info", ("last_cmd_status", "ok\n"));
        FillClass("");
    }

    /// <summary>Whether the machine has no monitor left.</summary>
    public bool IsOutOfMonitors { get; set; }

    /// <summary>The directory.</summary>
    public string Root => _temporary.Path;

    /// <summary>The threads of a group.</summary>
    public string[] Tasks(string group) => File.ReadAllLines(At(ResctrlPlace.Below(group, "tasks")));

    /// <inheritdoc/>
    public bool Exists(string path) => Path.Exists(At(path));

    /// <inheritdoc/>
    public IReadOnlyList<string> Directories(string path) =>
        Directory.Exists(At(path)) ? [.. Directory.EnumerateDirectories(At(path)).Select(directory => Path.GetFileName(directory))] : [];

    /// <inheritdoc/>
    public string? TryRead(string path) => File.Exists(At(path)) ? File.ReadAllText(At(path)) : null;

    /// <inheritdoc/>
    public Errno TryMake(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (Exists(path))
        {
            return Errno.EEXIST;
        }

        if (parent.EndsWith("mon_groups", StringComparison.Ordinal))
        {
            if (IsOutOfMonitors)
            {
                return Say(Errno.ENOSPC, "Out of RMIDs");
            }

            FillMonitor(path);
            return Errno.None;
        }

        if (Groups().Count() >= Classes)
        {
            return Say(Errno.ENOSPC, "Out of CLOSIDs");
        }

        FillClass(path);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno TryRemove(string path)
    {
        if (!Exists(path))
        {
            return Errno.ENOENT;
        }

        var threads = Tasks(path);
        Directory.Delete(At(path), recursive: true);
        if (!path.Contains("mon_groups", StringComparison.Ordinal))
        {
            File.AppendAllLines(At("tasks"), threads);
        }

        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno TryWrite(string path, string text)
    {
        var (group, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        return !Exists(path) ? Errno.ENOENT
            : name is "schemata" ? Divide(path, text)
            : name is "tasks" ? Move(group, text)
            : Errno.EACCES;
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary.Dispose();

    private Errno Divide(string path, string text)
    {
        if (!text.EndsWith('\n'))
        {
            return Say(Errno.EINVAL, "");
        }

        var lines = File.ReadAllLines(At(path)).Select(line => line.Split(':')).ToDictionary(words => words[0], words => words[1]);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(':');
            if (!lines.TryGetValue(words[0], out var domains))
            {
                return Say(Errno.EINVAL, $"Unknown or unsupported resource name '{words[0]}'");
            }

            var values = domains.Split(';').Select(domain => domain.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
            foreach (var pair in words[1].Split(';').Select(domain => domain.Split('=')))
            {
                if (!values.ContainsKey(pair[0]))
                {
                    return Say(Errno.EINVAL, $"Unknown domain {pair[0]}");
                }

                values[pair[0]] = pair[1].TrimStart('0');
            }

            lines[words[0]] = string.Join(';', values.Select(value => $"{value.Key}={value.Value}"));
        }

        File.WriteAllLines(At(path), lines.Select(line => $"{line.Key}:{line.Value}"));
        return Say(Errno.None, "ok");
    }

    private Errno Move(string group, string thread)
    {
        var isMonitor = group.Contains("mon_groups", StringComparison.Ordinal);
        var home = isMonitor ? group[..Math.Max(0, group.IndexOf("mon_groups", StringComparison.Ordinal) - 1)] : group;
        if (isMonitor && !Tasks(home).Contains(thread))
        {
            return Say(Errno.EINVAL, "Can't move task to different control group");
        }

        foreach (var other in isMonitor ? [] : Groups())
        {
            File.WriteAllLines(At(ResctrlPlace.Below(other, "tasks")), Tasks(other).Where(member => member != thread));
        }

        File.AppendAllLines(At(ResctrlPlace.Below(group, "tasks")), [thread]);
        return Say(Errno.None, "ok");
    }

    private IEnumerable<string> Groups() =>
        Directories("").Where(name => name is not ("info" or "mon_data" or "mon_groups")).Append("");

    private void FillClass(string group)
    {
        Fill(group, ("schemata", Default));
        FillMonitor(group);
        Directory.CreateDirectory(At(ResctrlPlace.Below(group, "mon_groups")));
    }

    private void FillMonitor(string group)
    {
        Fill(group, ("tasks", ""));
        Fill(ResctrlPlace.Below(group, "mon_data/mon_L3_00"), ("llc_occupancy", "4096\n"), ("mbm_total_bytes", "200\n"), ("mbm_local_bytes", "100\n"));
        Fill(ResctrlPlace.Below(group, "mon_data/mon_L3_01"), ("llc_occupancy", "0\n"), ("mbm_total_bytes", "Unavailable\n"), ("mbm_local_bytes", "7\n"));
    }

    private void Fill(string directory, params (string Name, string Text)[] files)
    {
        Directory.CreateDirectory(At(directory));
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(At(directory), name), text);
        }
    }

    private Errno Say(Errno error, string status)
    {
        File.WriteAllText(At("info/last_cmd_status"), $"{status}\n");
        return error;
    }

    private string At(string path) => Path.Combine(_temporary.Path, path);
}
