using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The calls by which a process joins a container and becomes its program, in the order in which each still may be made.</summary>
internal sealed class ExecSteps(ExecPlan plan, ExecTarget target)
{
    private const int FirstAfterStdio = 3;
    private const string Attributes = "thread-self/attr";

    private readonly ProcessPlan _process = plan.Process;

    /// <summary>The calls.</summary>
    /// <param name="joined">The namespaces that the process is in before it makes the first of them.</param>
    /// <param name="socket">Where it tells a failure.</param>
    internal EntryTable Compose(CloneFlags joined, SafeFileHandle socket)
    {
        var table = new EntryTable();
        table.ForbidTracing();
        table.StartSession();
        if (_process.Terminal)
        {
            table.ControlTerminal();
        }

        SetScheduling(table);
        Join(table, joined);
        Confine(table);
        table.SetUmask(_process.Umask);
        table.EnterDirectory(
            _process.Cwd,
            $"chdir to cwd (\"{_process.Cwd}\")",
            $"cwd {_process.Cwd} is outside of the container's root (CVE-2024-21626)",
            () => Become(table));
        var program = Find(table);
        if (_process.NoNewPrivileges)
        {
            table.SetNoNewPrivileges();
        }

        table.CloseOnExecuteFrom(FirstAfterStdio + _process.PreserveFds, socket);
        if (_process.Seccomp is { } seccomp)
        {
            table.SetFilter([.. seccomp.Filter], seccomp.Flags, socket); // what comes after it is the program's
        }

        table.Execute(program, _process.Args, target.Environment, $"exec: \"{_process.Args[0]}\"");
        return table;
    }

    // With the caller's rights, which may be more than the container's.
    private void SetScheduling(EntryTable table)
    {
        table.SetAffinity(plan.FinalCpus); // first: SCHED_DEADLINE refuses a change of affinity afterwards
        if (_process.Scheduler is { } attributes)
        {
            table.SetScheduler(attributes);
        }

        if (_process.IoPriority is { } priority)
        {
            table.SetIoPriority(priority);
        }

        if (_process.Personality is { } persona)
        {
            table.SetPersonality(persona);
        }

        if (_process.MemoryPolicy is { } policy)
        {
            table.SetMemoryPolicy(policy);
        }

        foreach (var limit in _process.Limits)
        {
            table.SetLimit(limit);
        }
    }

    private void Join(EntryTable table, CloneFlags joined)
    {
        var left = target.Namespaces & ~joined;
        if (target.JoinsAtOnce && left != CloneFlags.None)
        {
            table.Join(target.Init.PidFd, left, "the container");
        }

        foreach (var (kind, handle) in target.NamespaceHandles)
        {
            if (left.HasFlag(kind))
            {
                table.Join(handle, kind, $"the container ({NamespaceNames.Of(kind)})");
            }
        }

        // A mount namespace brings its root along.
        if (!target.Namespaces.HasFlag(CloneFlags.CLONE_NEWNS))
        {
            table.ChangeRoot(target.Root.Handle);
        }

        if (target.Namespaces.HasFlag(CloneFlags.CLONE_NEWUSER))
        {
            table.BecomeRoot();
            foreach (var number in target.StreamsToGive)
            {
                table.GiveStream(number, _process.Uid);
            }
        }
    }

    // After the user namespace, since keyrings are looked for by name among its own; before the user, who might own none of it.
    private void Confine(EntryTable table)
    {
        if (_process.SessionKeyring is { } name && SessionKeyring.IsAvailable)
        {
            WriteKeyLabel(table, _process.SelinuxLabel);
            table.JoinKeyring(name);
            WriteKeyLabel(table, _process.SelinuxLabel is null ? null : "\0");
        }

        if (_process.ApparmorProfile is { } profile && (profile != SecurityModules.Unconfined || SecurityModules.HasAppArmor))
        {
            // Before Linux 5.8 there is only the file that modules share.
            var own = target.Proc.Has($"{Attributes}/apparmor/exec");
            var file = own ? $"{Attributes}/apparmor/exec" : $"{Attributes}/exec";
            table.WriteProc(target.Proc, file, $"exec {profile}", $"process.apparmorProfile: '{profile}' can't be set in `/proc/{file}`");
        }

        if (_process.SelinuxLabel is { } label)
        {
            table.WriteProc(target.Proc, $"{Attributes}/exec", label, $"process.selinuxLabel: '{label}' can't be set in `/proc/{Attributes}/exec`");
        }
    }

    private void WriteKeyLabel(EntryTable table, string? label)
    {
        if (label is not null && target.Proc.Has($"{Attributes}/keycreate"))
        {
            table.WriteProc(target.Proc, $"{Attributes}/keycreate", label, $"process.selinuxLabel: '{label}' can't be set for keys");
        }
    }

    private void Become(EntryTable table) =>
        table.Become(_process.Uid, _process.Gid, Groups(), ProgramUser.UntilExecute(_process), _process.Capabilities.Ambient);

    private IReadOnlyList<uint>? Groups()
    {
        if (_process.KeepGroups)
        {
            return null;
        }

        return !target.ForbidsGroups ? _process.AdditionalGids
            : _process.AdditionalGids.Count == 0 ? null
            : throw new OciException("setgroups: the user namespace forbids process.user.additionalGids: /proc/self/setgroups is 'deny'");
    }

    private EntryPath Find(EntryTable table)
    {
        var name = _process.Args[0];
        return name.Contains('/', StringComparison.Ordinal) ? EntryPath.Of(name) : table.Find(
            ProgramLookup.Candidates(name, target.Environment),
            $"exec: \"{name}\": executable file not found in $PATH",
            $"exec: \"{name}\": {LinuxException.Describe(Errno.EACCES).ToLowerInvariant()}");
    }
}
