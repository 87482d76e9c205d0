using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Bpf;

/// <summary>Programs that decide which devices a cgroup of v2 may use, see bpf(2).</summary>
public static unsafe class CgroupDeviceProgram
{
    private const int BPF_PROG_LOAD = 5, BPF_PROG_ATTACH = 8, BPF_PROG_DETACH = 9;
    private const int BPF_PROG_GET_FD_BY_ID = 13, BPF_OBJ_GET_INFO_BY_FD = 15, BPF_PROG_QUERY = 16;
    private const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    private const uint BPF_CGROUP_DEVICE = 6;
    private const uint BPF_F_ALLOW_MULTI = 2, BPF_F_REPLACE = 4;
    private const int MostPrograms = 64;
    private const int LongestName = 15;

    /// <summary>Loads a program under a name of at most 15 letters; the kernel proves that it is harmless.</summary>
    public static SafeFileHandle Load(ReadOnlySpan<BpfInstruction> program, string name)
    {
        fixed (BpfInstruction* instructions = program)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            var attributes = new BpfAttributes.Load
            {
                Type = BPF_PROG_TYPE_CGROUP_DEVICE,
                Count = (uint)program.Length,
                Instructions = (ulong)instructions,
                License = (ulong)license,
            };
            Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, LongestName)), new Span<byte>(attributes.Name, LongestName));
            var fd = Call(BPF_PROG_LOAD, &attributes, sizeof(BpfAttributes.Load));
            return fd < 0 ? throw LinuxException.Last("bpf", $"load {name}") : new SafeFileHandle(fd, ownsHandle: true);
        }
    }

    /// <summary>Attaches a program to a cgroup beside those of others, in the place of another one if there is one.</summary>
    public static Errno TryAttach(SafeFileHandle cgroup, SafeFileHandle program, SafeFileHandle? replaced)
    {
        var attributes = new BpfAttributes.Attach
        {
            Target = (uint)cgroup.DangerousGetHandle(),
            Program = (uint)program.DangerousGetHandle(),
            Type = BPF_CGROUP_DEVICE,
            Flags = BPF_F_ALLOW_MULTI | (replaced is null ? 0 : BPF_F_REPLACE),
            Replaced = (uint)(replaced?.DangerousGetHandle() ?? 0),
        };
        return Try(BPF_PROG_ATTACH, &attributes, sizeof(BpfAttributes.Attach), cgroup, program, replaced);
    }

    /// <summary>Detaches a program from a cgroup, and says why not.</summary>
    public static Errno TryDetach(SafeFileHandle cgroup, SafeFileHandle program)
    {
        var attributes = new BpfAttributes.Attach
        {
            Target = (uint)cgroup.DangerousGetHandle(),
            Program = (uint)program.DangerousGetHandle(),
            Type = BPF_CGROUP_DEVICE,
        };
        return Try(BPF_PROG_DETACH, &attributes, sizeof(BpfAttributes.Attach), cgroup, program, null);
    }

    /// <summary>The programs of a name that are attached to a cgroup itself, opened.</summary>
    public static List<SafeFileHandle> Attached(SafeFileHandle cgroup, string name)
    {
        var ids = stackalloc uint[MostPrograms];
        var attributes = new BpfAttributes.Query
        {
            Target = (uint)cgroup.DangerousGetHandle(),
            Type = BPF_CGROUP_DEVICE,
            Ids = (ulong)ids,
            Count = MostPrograms,
        };
        if (Try(BPF_PROG_QUERY, &attributes, sizeof(BpfAttributes.Query), cgroup, null, null) is not Errno.None)
        {
            throw LinuxException.Last("bpf", "query the device programs of a cgroup");
        }

        var programs = new List<SafeFileHandle>();
        for (var i = 0; i < attributes.Count; i++)
        {
            if (TryOpen(ids[i]) is { } program)
            {
                if (NameOf(program) == name)
                {
                    programs.Add(program);
                }
                else
                {
                    program.Dispose();
                }
            }
        }

        return programs;
    }

    private static SafeFileHandle? TryOpen(uint id)
    {
        var attributes = new BpfAttributes.Open { Id = id };
        var fd = Call(BPF_PROG_GET_FD_BY_ID, &attributes, sizeof(BpfAttributes.Open));
        return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    private static string NameOf(SafeFileHandle program)
    {
        BpfAttributes.Program information = default;
        var attributes = new BpfAttributes.Information
        {
            Program = (uint)program.DangerousGetHandle(),
            Length = (uint)sizeof(BpfAttributes.Program),
            Pointer = (ulong)&information,
        };
        return Try(BPF_OBJ_GET_INFO_BY_FD, &attributes, sizeof(BpfAttributes.Information), program, null, null) is Errno.None
            ? Encoding.ASCII.GetString(new ReadOnlySpan<byte>(information.Name, LongestName)).TrimEnd('\0')
            : "";
    }

    private static Errno Try(int command, void* attributes, int size, SafeFileHandle first, SafeFileHandle? second, SafeFileHandle? third)
    {
        var result = Call(command, attributes, size);
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(third);
        return result < 0 ? Libc.LastError : Errno.None;
    }

    private static int Call(int command, void* attributes, int size) => (int)Libc.Syscall(SystemCall.Bpf, command, (nint)attributes, size);
}
