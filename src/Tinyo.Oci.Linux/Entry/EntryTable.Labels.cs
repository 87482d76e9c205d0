using System.Text;
using Tinyo.Oci.Linux.Procfs;

namespace Tinyo.Oci.Linux.Entry;

/// <content>Calls about what else there is of a process than ids and capabilities: labels, keys.</content>
public sealed partial class EntryTable
{
    private const int KEYCTL_JOIN_SESSION_KEYRING = 1;

    /// <summary>Writes to a file of its own below a /proc that was verified here: in one write(2), to the file as its opener, as the kernel wants it.</summary>
    public void WriteOwn(ProcDirectory proc, string file, string value, string subject)
    {
        const int O_WRONLY = 1, O_CLOEXEC = 0x80000;
        var bytes = Encoding.UTF8.GetBytes(value);
        var open = Add(subject, SystemCall.Openat, Pass(proc.Handle), Text($"thread-self/{file}"), O_WRONLY | O_CLOEXEC);
        _results.Add((open, Add(subject, SystemCall.Write, 0, Put(bytes), bytes.Length)));
    }

    /// <summary>Joins the session keyring of a name.</summary>
    public void JoinKeyring(string name) => Add($"join session keyring {name}", SystemCall.Keyctl, KEYCTL_JOIN_SESSION_KEYRING, Text(name));
}
