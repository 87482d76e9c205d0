using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Bpf;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>Sets which devices a container's cgroup may use: the lists of v1, or a program of our own in v2.</summary>
internal sealed class DeviceController(CgroupRecord record)
{
    private const string ProgramName = "tinyo_devices";

    /// <summary>Sets the rules of a configuration; false when the container has no cgroup that could keep them.</summary>
    /// <param name="asked">The configuration's rules.</param>
    /// <param name="isFresh">Whether the cgroup is new, so that it has no rules of its own.</param>
    public bool Apply(IReadOnlyList<LinuxDeviceCgroup> asked, bool isFresh)
    {
        CgroupDirectory? unified = null;
        foreach (var directory in record.Directories)
        {
            if (directory.Has("devices"))
            {
                SetList(directory, DeviceRules.Of(asked), isFresh);
                return true;
            }

            unified = directory.IsV2 ? directory : unified;
        }

        if (unified is not null)
        {
            SetProgram(unified, DeviceRules.Of(asked), isFresh);
        }

        return unified is not null;
    }

    private static void SetList(CgroupDirectory cgroup, IReadOnlyList<DeviceRule> rules, bool isFresh)
    {
        var (current, wanted) = (ReadList(cgroup), DeviceList.Of(rules));
        try
        {
            WriteAll(cgroup, wanted.Changes(current, isFresh));
        }
        catch (OciException refusal) when (!isFresh)
        {
            TakeBack(cgroup, current, refusal);
            throw;
        }
    }

    // The exceptions of a list that allows all can't be read, so those are lost.
    private static void TakeBack(CgroupDirectory cgroup, DeviceList before, OciException refusal)
    {
        try
        {
            WriteAll(cgroup, before.Changes(ReadList(cgroup), isFresh: false));
        }
        catch (OciException failure)
        {
            throw new OciException($"{refusal.Message}; the device rules can't be set back: {failure.Message}", refusal);
        }
    }

    private static DeviceList ReadList(CgroupDirectory cgroup) => DeviceList.Parse(FileSystem.TryReadText($"{cgroup.Path}/devices.list") ?? "");

    private static void WriteAll(CgroupDirectory cgroup, IReadOnlyList<(string File, string Line)> changes)
    {
        for (var index = 0; index < changes.Count;)
        {
            index = WriteToOneFile(cgroup, changes, index);
        }
    }

    // The kernel reads one rule a write; the file stays open as long as it is the same.
    private static int WriteToOneFile(CgroupDirectory cgroup, IReadOnlyList<(string File, string Line)> changes, int index)
    {
        var file = changes[index].File;
        if (FileSystem.TryOpen($"{cgroup.Path}/{file}", OpenFlags.O_WRONLY, out var handle) is not Errno.None and var failure)
        {
            throw CgroupTree.Failure($"{file} can't be written", cgroup.Path, failure);
        }

        using (handle)
        {
            for (; index < changes.Count && changes[index].File == file; index++)
            {
                var line = changes[index].Line;
                var error = FileSystem.TryWrite(handle, System.Text.Encoding.UTF8.GetBytes(line));
                // A parent may have less than every container should: then so has this one.
                if (error is not Errno.None && !(error is Errno.EPERM && IsDefault(line)))
                {
                    throw Refused(cgroup, file, line, error);
                }
            }
        }

        return index;
    }

    private static OciException Refused(CgroupDirectory cgroup, string file, string line, Errno error) => new(
        error is Errno.EPERM ? $"linux.resources.devices: '{line}' is more than the parent of {cgroup.Path} may use"
        : error is Errno.EINVAL && line is "a" ? $"linux.resources.devices: {cgroup.Path} has cgroups below it, so that the rule for all devices can't change"
        : $"linux.resources.devices: can't write '{line}' to {cgroup.Path}/{file}: {LinuxException.Describe(error)}");

    private static bool IsDefault(string line)
    {
        foreach (var rule in DeviceRules.Defaults)
        {
            if (new DeviceException(rule.Kind!.Value, rule.Major, rule.Minor, rule.Access).ToString() == line)
            {
                return true;
            }
        }

        return false;
    }

    private static void SetProgram(CgroupDirectory cgroup, IReadOnlyList<DeviceRule> rules, bool isFresh)
    {
        if (isFresh && DeviceRules.AllowAll(rules))
        {
            return;
        }

        using var directory = FileSystem.Open(cgroup.Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using var program = CgroupDeviceProgram.Load(DeviceProgram.Compile(rules), ProgramName);
        var old = isFresh ? [] : CgroupDeviceProgram.Attached(directory, ProgramName);
        try
        {
            Replace(cgroup, directory, program, old);
        }
        finally
        {
            old.ForEach(static handle => handle.Dispose());
        }
    }

    // In one step where the kernel can (Linux 5.6); else the new one is there before the old one goes, and both must agree.
    private static void Replace(CgroupDirectory cgroup, SafeFileHandle directory, SafeFileHandle program, List<SafeFileHandle> old)
    {
        var replaced = old.Count > 0 ? old[0] : null;
        var error = CgroupDeviceProgram.TryAttach(directory, program, replaced);
        var isReplaced = replaced is not null && error is Errno.None;
        if (error is Errno.EINVAL && replaced is not null)
        {
            error = CgroupDeviceProgram.TryAttach(directory, program, null);
        }

        if (error is not Errno.None)
        {
            throw CgroupTree.Failure("its device rules can't be attached", cgroup.Path, error);
        }

        for (var index = isReplaced ? 1 : 0; index < old.Count; index++)
        {
            CgroupDeviceProgram.TryDetach(directory, old[index]);
        }
    }
}
