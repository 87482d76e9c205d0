using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>spec</c>: writes a configuration to begin with, never over one that is there.</summary>
internal static class SpecVerb
{
    private const string FileName = "config.json";

    public static int Execute(Invocation invocation)
    {
        var (flags, caller) = (invocation.Arguments.Flags, invocation.Caller);
        var path = caller.Absolute(flags.Text("bundle") is { Length: > 0 } bundle ? bundle : caller.Directory());
        using var directory = FileSystem.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (FileSystem.TryStat(FileName, directory, follow: false) is not null)
        {
            throw new OciException($"{Path.Combine(path, FileName)} exists: remove it first");
        }

        var spec = flags.Switch("rootless") ? SpecTemplate.Rootless(caller.Uid, caller.Gid) : SpecTemplate.Default();
        FileSystem.Replace(FileName, SpecWriter.Write(spec), Mode.O666, directory);
        return 0;
    }
}
