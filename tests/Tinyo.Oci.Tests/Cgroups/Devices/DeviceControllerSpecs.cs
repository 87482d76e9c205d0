using Tinyo.Oci.Linux.Bpf;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups.Devices;

/// <summary>Attaches programs to a cgroup of this machine's version 2 tree, which a hybrid machine has too.</summary>
[Collection(Alone.Name)]
public sealed class DeviceControllerSpecs : IDisposable
{
    private const string Name = "tinyo_devices";
    private readonly string _path;

    public DeviceControllerSpecs()
    {
        Assert.SkipUnless(ThreadCredentials.Euid == 0, "loading programs needs root");
        var unified = HostFactsReader.Read().Cgroups.FirstOrDefault(hierarchy => hierarchy.Version == 2);
        Assert.SkipWhen(unified is null, "this machine has no cgroup v2 tree");
        _path = $"{unified!.MountPoint}/tinyo-test-{Guid.NewGuid():N}";
        Directory.CreateDirectory(_path);
    }

    public void Dispose() => Directory.Delete(_path);

    [Fact]
    public void The_kernel_asks_our_program_from_the_first_moment_on()
    {
        Apply([], isFresh: true);

        Attached().Should().Be(1);
        Tries("true </dev/null").Should().BeTrue();
        Tries("true </dev/kmsg").Should().BeFalse();
    }

    [Fact]
    public void Read_and_write_are_told_apart()
    {
        Apply([Kmsg(true, "r")], isFresh: true);

        (Tries("true </dev/kmsg"), Tries("true >>/dev/kmsg")).Should().Be((true, false));
    }

    [Fact]
    public void An_update_takes_the_place_of_what_was_there()
    {
        Apply([], isFresh: true);

        Apply([Kmsg(true, "rw")], isFresh: false);

        Attached().Should().Be(1);
        (Tries("true </dev/kmsg"), Tries("true >>/dev/kmsg")).Should().Be((true, true));
    }

    [Fact]
    public void Programs_of_others_stay()
    {
        using (var directory = FileSystem.Open(_path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY))
        using (var other = CgroupDeviceProgram.Load(new BpfAssembler().Return(1).Program, "somebody_else"))
        {
            CgroupDeviceProgram.TryAttach(directory, other, null);
        }

        Apply([], isFresh: true);
        Apply([Kmsg(true, "r")], isFresh: false);

        (Attached(), Attached("somebody_else")).Should().Be((1, 1));
        Tries("true </dev/kmsg").Should().BeTrue();
    }

    [Fact]
    public void A_container_that_may_use_all_needs_no_program()
    {
        Apply([new() { Allow = true, Access = "rwm" }], isFresh: true);

        Attached().Should().Be(0);
        Tries("true </dev/kmsg").Should().BeTrue();
    }

    [Fact]
    public void Without_a_cgroup_there_is_nothing_that_could_keep_the_rules() =>
        new DeviceController(CgroupRecord.None).Apply([], isFresh: true).Should().BeFalse();

    private static LinuxDeviceCgroup Kmsg(bool allow, string access) => new() { Allow = allow, Type = "c", Major = 1, Minor = 11, Access = access };

    private void Apply(LinuxDeviceCgroup[] rules, bool isFresh) => new DeviceController(new CgroupRecord
    {
        Manager = CgroupRecord.FileSystemManager,
        Directories = [new CgroupDirectory("", Path.GetDirectoryName(_path)!, _path)],
    }).Apply(rules, isFresh).Should().BeTrue();

    private int Attached(string name = Name)
    {
        using var directory = FileSystem.Open(_path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        var programs = CgroupDeviceProgram.Attached(directory, name);
        programs.ForEach(program => program.Dispose());
        return programs.Count;
    }

    // In a shell of its own, which has joined the cgroup.
    private bool Tries(string command)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"echo $$ > {_path}/cgroup.procs && {command} 2>/dev/null"]);
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }
}
