using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Makes a filter out of a configuration: the same configuration and machine give the same filter.</summary>
public static class SeccompCompiler
{
    private const uint Architecture = 4; // offset in struct seccomp_data
    private const int MostInstructions = 4096;

    /// <summary>The architectures whose system calls this build knows.</summary>
    public static IReadOnlyList<string> Architectures => FilterArchitecture.Names;

    /// <summary>The filter for a machine's kernel; architectures that it does not run are left out, since their calls can't come.</summary>
    public static SeccompProgram Compile(LinuxSeccomp profile, Architecture host)
    {
        var book = new RuleBook(profile);
        var family = FilterArchitecture.Family(host);
        var assembler = new FilterAssembler();
        var next = FilterTarget.Return(SeccompActions.KillThread); // of an architecture that was not asked for
        for (var i = family.Length - 1; i >= 0; i--)
        {
            var architecture = family[i];
            // x32 shares x86-64's code, and the machine's own architecture is always meant.
            if (architecture.NumberBase == 0 && (i == 0 || profile.Architectures.Contains(architecture.Name)))
            {
                var x32 = i == 0 ? Array.Find(family, other => other.NumberBase != 0 && profile.Architectures.Contains(other.Name)) : null;
                var map = new VerdictLayout(book, architecture, x32).Map();
                var section = new SearchTree(assembler, map, architecture.IsBigEndian).Compile();
                next = assembler.Branch(FilterCode.JumpIfEqual, architecture.AuditArch, section, next);
            }
        }

        var program = assembler.Finish(assembler.Load(Architecture, next));
        return program.Length <= MostInstructions
            ? new SeccompProgram(program, book.Notifies)
            : throw new OciException($"linux.seccomp: the filter has {program.Length} instructions, the kernel takes {MostInstructions}; it needs fewer rules with args");
    }
}
