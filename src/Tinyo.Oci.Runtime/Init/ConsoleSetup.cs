using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Terminals;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Gives the program a terminal out of the container's own devpts, which is also its /dev/console.</summary>
internal static class ConsoleSetup
{
    private const string Multiplexer = "/dev/pts/ptmx";
    private const string Console = "/dev/console";

    /// <summary>Makes the terminal.</summary>
    internal static PseudoTerminal Make(RootedDirectory root, IMountMethod mounts, ProcessPlan process, bool ownMounts)
    {
        var terminal = PseudoTerminal.Open(root, Multiplexer);
        if (process.TerminalHeight != 0 || process.TerminalWidth != 0)
        {
            new WindowSize { Height = process.TerminalHeight, Width = process.TerminalWidth }.TrySet(terminal.Slave);
        }

        if (process.TerminalLabel is { } label && ExtendedAttribute.TrySetLabel(terminal.Slave, label) is not Errno.None and var error)
        {
            throw new LinuxException("setxattr", $"label of the terminal, {label}", error);
        }

        if (ownMounts)
        {
            BindConsole(root, mounts, terminal);
        }

        return terminal;
    }

    private static void BindConsole(RootedDirectory root, IMountMethod mounts, PseudoTerminal terminal)
    {
        using var parent = root.OpenParent(Console, out var name);
        // CVE-2026-88264: a link at /dev/console must not be followed, neither to make the file nor to mount on it.
        FileSystem.TryMakeNode(name, FileType.S_IFREG, Mode.O666, 0, 0, parent);
        using var target = FileSystem.Open(name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, 0, parent);
        if (FileSystem.Stat(target).Type is FileType.S_IFLNK)
        {
            throw new LinuxException("mount", $"{Console} (it is a symbolic link)", Errno.ELOOP);
        }

        mounts.Bind(
            new MountPlan { Index = -1, Kind = MountKind.Bind, Source = $"/dev/pts/{terminal.Number}", Target = Console },
            terminal.Slave, target).Dispose();
    }
}
