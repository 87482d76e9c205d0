using System.Globalization;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>update ID</c>: changes a container's limits, from flags or from a file.</summary>
internal static class UpdateVerb
{
    public static int Execute(Invocation invocation)
    {
        var (flags, caller) = (invocation.Arguments.Flags, invocation.Caller);
        var resources = flags.Text("resources") is { Length: > 0 } file ? Read(file, caller) : Of(flags);
        UpdateOperation.Execute(invocation.Context, invocation.Id, resources, Division(flags));
        return 0;
    }

    /// <summary>The limits that flags ask for; those of 0 are unset, as Go has it.</summary>
    public static LinuxResources Of(FlagValues flags)
    {
        return new LinuxResources
        {
            Memory = new LinuxMemory
            {
                Limit = Size(flags, "memory"),
                Reservation = Size(flags, "memory-reservation"),
                Swap = Size(flags, "memory-swap"),
                Kernel = Size(flags, "kernel-memory"),
                KernelTCP = Size(flags, "kernel-memory-tcp"),
            },
            Cpu = new LinuxCpu
            {
                Shares = Number<ulong>(flags, "cpu-share"),
                Quota = Number<long>(flags, "cpu-quota"),
                Period = Number<ulong>(flags, "cpu-period"),
                Burst = Number<ulong>(flags, "cpu-burst"),
                RealtimePeriod = Number<ulong>(flags, "cpu-rt-period"),
                RealtimeRuntime = Number<long>(flags, "cpu-rt-runtime"),
                Idle = Number<long>(flags, "cpu-idle"),
                Cpus = flags.Text("cpuset-cpus"),
                Mems = flags.Text("cpuset-mems"),
            },
            Pids = new LinuxPids { Limit = flags.Number("pids-limit") },
            BlockIO = new LinuxBlockIO { Weight = Number<ushort>(flags, "blkio-weight") },
        };
    }

    private static LinuxIntelRdt? Division(FlagValues flags)
    {
        var (cache, bandwidth) = (flags.Text("l3-cache-schema"), flags.Text("mem-bw-schema"));
        return cache is { Length: > 0 } || bandwidth is { Length: > 0 } ? new LinuxIntelRdt { L3CacheSchema = cache, MemBwSchema = bandwidth } : null;
    }

    private static long? Size(FlagValues flags, string name) => flags.Text(name) switch
    {
        null or "" => null,
        "-1" => -1,
        var text => ByteSize.Problem(text, out var bytes) is { } problem ? throw new OciException($"invalid value for {name}: {problem}") : bytes,
    };

    private static T? Number<T>(FlagValues flags, string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => flags.Text(name) switch
        {
            null or "" => null,
            var text when T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            var text => throw new OciException($"invalid value for {name}: found \"{text}\", expected a whole number from {T.MinValue} to {T.MaxValue}"),
        };

    private static LinuxResources Read(string file, Caller caller)
    {
        if (file is "-")
        {
            return SpecReader.ReadResources(caller.Input(), "standard input");
        }

        var path = caller.Absolute(file);
        // Callers take "no such file" for a missing command, so these words are not used.
        return FileSystem.TryOpen(path, OpenFlags.O_RDONLY, out var handle) switch
        {
            Errno.None => Read(handle, path),
            Errno.ENOENT => throw new OciException($"--resources {path} is missing"),
            var error => throw new OciException($"--resources {path}: {LinuxException.Describe(error)}"),
        };
    }

    private static LinuxResources Read(SafeFileHandle handle, string path)
    {
        using (handle)
        {
            return SpecReader.ReadResources(FileSystem.ReadAll(handle, path, SpecReader.MaxBytes), path);
        }
    }
}
