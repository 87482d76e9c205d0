using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>What runc makes of a configuration with libseccomp, where that is installed: the yardstick, and no part of the product.</summary>
internal static partial class LibSeccomp
{
    private const string Library = "libseccomp.so.2";
    private const uint NativeArchitecture = 0;
    private const int SCMP_FLTATR_CTL_OPTIMIZE = 8;
    private const int UnknownCall = -1;
    private const int EEXIST = -17;
    private const int CallsOfLongList = 32;

    /// <summary>Whether it is installed.</summary>
    internal static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>Its version.</summary>
    internal static string Version => Marshal.PtrToStructure<VersionNumbers>(GetVersion()) is var version ? $"{version.Major}.{version.Minor}.{version.Micro}" : "";

    /// <summary>The number that a call has, negative where it has none.</summary>
    internal static int Number(string call, string architecture) => ResolveNameArch(Token(architecture), call);

    /// <summary>Whether it finds a call on other architectures, which it does by this machine's number: a few share theirs.</summary>
    internal static bool CanTranslate(string call) =>
        ResolveName(call) is not UnknownCall and var number && Marshal.PtrToStringUTF8(ResolveNumber(ResolveArchitecture("x86_64"), number)) == call;

    /// <summary>The filter for some architectures, without the machine's own unless it is one of them; null when it refuses rules that contradict each other.</summary>
    internal static SocketFilter[]? Compile(LinuxSeccomp profile, IReadOnlyList<string> architectures, bool isBigEndian = false, bool isLinear = false)
    {
        var otherwise = Action(profile.DefaultAction, profile.DefaultErrnoRet);
        var filter = Init(otherwise);
        try
        {
            ChooseArchitectures(filter, architectures);
            if (!isLinear && IsTree(profile))
            {
                Check(SetAttribute(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2));
            }

            return profile.Syscalls.All(rule => rule.Names.All(name => Add(filter, name, rule, otherwise))) ? Export(filter, isBigEndian) : null;
        }
        finally
        {
            Release(filter);
        }
    }

    /// <summary>Whether runc has it search by a tree.</summary>
    internal static bool IsTree(LinuxSeccomp profile) => profile.Syscalls.Sum(rule => rule.Names.Count) > CallsOfLongList;

    private static void ChooseArchitectures(nint filter, IReadOnlyList<string> architectures)
    {
        Check(RemoveArchitecture(filter, NativeArchitecture));
        foreach (var architecture in architectures)
        {
            Check(AddArchitecture(filter, Token(architecture)));
        }
    }

    private static bool Add(nint filter, string name, LinuxSyscall rule, uint otherwise)
    {
        var action = Action(rule.Action, rule.ErrnoRet);
        var number = ResolveName(name);
        if (action == otherwise || number == UnknownCall)
        {
            return true;
        }

        var arguments = rule.Args.Select(Condition).ToArray();
        return arguments.Length != arguments.DistinctBy(argument => argument.Argument).Count()
            ? arguments.All(argument => TryAdd(filter, action, number, argument))
            : TryAdd(filter, action, number, arguments);
    }

    private static bool TryAdd(nint filter, uint action, int number, params Comparison[] arguments)
    {
        var result = AddRule(filter, action, number, (uint)arguments.Length, arguments);
        return result == EEXIST ? false : Check(result);
    }

    private static Comparison Condition(LinuxSeccompArg argument) => new()
    {
        Argument = argument.Index,
        Operator = argument.Op switch
        {
            "SCMP_CMP_NE" => 1,
            "SCMP_CMP_LT" => 2,
            "SCMP_CMP_LE" => 3,
            "SCMP_CMP_EQ" => 4,
            "SCMP_CMP_GE" => 5,
            "SCMP_CMP_GT" => 6,
            _ => 7,
        },
        First = argument.Value,
        Second = argument.ValueTwo,
    };

    private static uint Action(string name, uint? value) => name switch
    {
        "SCMP_ACT_KILL_PROCESS" => 0x80000000,
        "SCMP_ACT_TRAP" => 0x00030000,
        "SCMP_ACT_ERRNO" => 0x00050000 | (value ?? 1),
        "SCMP_ACT_TRACE" => 0x7FF00000 | (value ?? 1),
        "SCMP_ACT_LOG" => 0x7FFC0000,
        "SCMP_ACT_NOTIFY" => 0x7FC00000,
        "SCMP_ACT_ALLOW" => 0x7FFF0000,
        _ => 0,
    };

    private static uint Token(string architecture) => ResolveArchitecture(architecture["SCMP_ARCH_".Length..].ToLowerInvariant());

    private static SocketFilter[] Export(nint filter, bool isBigEndian)
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
            {
                Check(ExportProgram(filter, handle));
            }

            var bytes = File.ReadAllBytes(file);
            return [.. bytes.Chunk(8).Select(it => new SocketFilter(Half(it, isBigEndian), it[2], it[3], Word(it, isBigEndian)))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ushort Half(byte[] it, bool isBigEndian) => (ushort)(isBigEndian ? it[0] << 8 | it[1] : it[1] << 8 | it[0]);

    private static uint Word(byte[] it, bool isBigEndian) =>
        isBigEndian ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(it.AsSpan(4)) : BitConverter.ToUInt32(it, 4);

    private static bool Check(int result) => result >= 0 ? true : throw new InvalidOperationException($"libseccomp says {result}");

    [StructLayout(LayoutKind.Sequential)]
    internal struct Comparison
    {
        internal uint Argument;
        internal int Operator;
        internal ulong First;
        internal ulong Second;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct VersionNumbers
    {
        internal uint Major;
        internal uint Minor;
        internal uint Micro;
    }

    [LibraryImport(Library, EntryPoint = "seccomp_version")]
    private static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "seccomp_init")]
    private static partial nint Init(uint action);

    [LibraryImport(Library, EntryPoint = "seccomp_release")]
    private static partial void Release(nint filter);

    [LibraryImport(Library, EntryPoint = "seccomp_attr_set")]
    private static partial int SetAttribute(nint filter, int attribute, uint value);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_add")]
    private static partial int AddArchitecture(nint filter, uint token);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_remove")]
    private static partial int RemoveArchitecture(nint filter, uint token);

    [LibraryImport(Library, EntryPoint = "seccomp_arch_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint ResolveArchitecture(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ResolveName(string name);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_name_arch", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ResolveNameArch(uint token, string name);

    [LibraryImport(Library, EntryPoint = "seccomp_syscall_resolve_num_arch")]
    private static partial nint ResolveNumber(uint token, int number);

    [LibraryImport(Library, EntryPoint = "seccomp_rule_add_array")]
    private static partial int AddRule(nint filter, uint action, int number, uint count, Comparison[] arguments);

    [LibraryImport(Library, EntryPoint = "seccomp_export_bpf")]
    private static partial int ExportProgram(nint filter, SafeFileHandle file);
}
