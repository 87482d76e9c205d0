using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The calls by which a process becomes a container's program, whether its first or a later one.</summary>
/// <param name="table">Where the calls are added.</param>
/// <param name="process">The program.</param>
/// <param name="proc">The host's /proc; opened when it is first asked for.</param>
internal sealed class ProgramSteps(EntryTable table, ProcessPlan process, Func<ProcDirectory> proc)
{
    private const string Attributes = "thread-self/attr";

    /// <summary>Scheduling, with the caller's rights, which may be more than the container's.</summary>
    /// <param name="cpus">The CPUs to run on; null is every one.</param>
    internal void SetScheduling(byte[]? cpus)
    {
        table.SetAffinity(cpus); // first: SCHED_DEADLINE refuses a change of affinity afterwards
        if (process.Scheduler is { } attributes)
        {
            table.SetScheduler(attributes);
        }

        if (process.IoPriority is { } priority)
        {
            table.SetIoPriority(priority);
        }

        if (process.Personality is { } persona)
        {
            table.SetPersonality(persona);
        }

        if (process.MemoryPolicy is { } policy)
        {
            table.SetMemoryPolicy(policy);
        }
    }

    /// <summary>Joins the session keyring.</summary>
    /// <param name="permissions">What the keyring, made now, allows; null for one that another process made.</param>
    internal void JoinKeyring(uint? permissions)
    {
        if (process.SessionKeyring is not { } name || !SessionKeyring.IsAvailable)
        {
            return;
        }

        WriteKeyLabel(process.SelinuxLabel);
        table.JoinKeyring(name);
        WriteKeyLabel(process.SelinuxLabel is null ? null : "\0");
        if (permissions is { } wanted)
        {
            table.SetKeyringPermissions(wanted, $"unable to join session keyring {name}");
        }
    }

    /// <summary>Tells the security modules what the program is to be confined by. A failure names the file in backticks, as Podman looks for it.</summary>
    internal void Confine()
    {
        if (process.ApparmorProfile is { } profile && (profile != SecurityModules.Unconfined || SecurityModules.HasAppArmor))
        {
            // Before Linux 5.8 there is only the file that modules share.
            var file = proc().Has($"{Attributes}/apparmor/exec") ? $"{Attributes}/apparmor/exec" : $"{Attributes}/exec";
            table.WriteProc(proc(), file, $"exec {profile}", $"process.apparmorProfile: '{profile}' can't be set in `/proc/{file}`");
        }

        if (process.SelinuxLabel is { } label)
        {
            table.WriteProc(proc(), $"{Attributes}/exec", label, $"process.selinuxLabel: '{label}' can't be set in `/proc/{Attributes}/exec`");
        }
    }

    /// <summary>Enters the working directory and becomes the program's user.</summary>
    /// <param name="forbidsGroups">Whether the user namespace leaves everybody with the groups that he has.</param>
    internal void EnterAsUser(bool forbidsGroups)
    {
        var groups = Groups(forbidsGroups);
        table.SetUmask(process.Umask);
        table.EnterDirectory(
            process.Cwd,
            $"chdir to cwd (\"{process.Cwd}\")",
            $"cwd {process.Cwd} is outside of the container's root (CVE-2024-21626)",
            () => table.Become(process.Uid, process.Gid, groups, ProgramUser.UntilExecute(process), process.Capabilities.Ambient));
        if (process.NoNewPrivileges)
        {
            table.SetNoNewPrivileges();
        }
    }

    /// <summary>Finds the program in the PATH of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="isChecked">Whether it is looked at even where a path names it, since it is executed only later.</param>
    internal EntryPath Find(IReadOnlyList<string> environment, bool isChecked)
    {
        var name = process.Args[0];
        var denied = $"exec: \"{name}\": {LinuxException.Describe(Errno.EACCES).ToLowerInvariant()}";
        return !name.Contains('/', StringComparison.Ordinal)
            ? table.Find(ProgramLookup.Candidates(name, environment), $"exec: \"{name}\": executable file not found in $PATH", denied)
            : isChecked ? table.Check(name, $"exec: \"{name}\"", denied)
            : EntryPath.Of(name);
    }

    private IReadOnlyList<uint>? Groups(bool forbidsGroups)
    {
        if (process.KeepGroups)
        {
            return null;
        }

        return !forbidsGroups ? process.AdditionalGids
            : process.AdditionalGids.Count == 0 ? null
            : throw new OciException("setgroups: the user namespace forbids process.user.additionalGids: /proc/self/setgroups is 'deny'");
    }

    private void WriteKeyLabel(string? label)
    {
        if (label is not null && proc().Has($"{Attributes}/keycreate"))
        {
            table.WriteProc(proc(), $"{Attributes}/keycreate", label, $"process.selinuxLabel: '{label}' can't be set for keys");
        }
    }
}
