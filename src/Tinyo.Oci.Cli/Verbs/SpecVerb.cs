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
        var directory = caller.Absolute(flags.Text("bundle") is { Length: > 0 } bundle ? bundle : caller.Directory());
        var path = Path.Combine(directory, FileName);
        if (FileSystem.TryStat(path, follow: false) is not null)
        {
            throw new OciException($"{path} exists: remove it first");
        }

        var spec = flags.Switch("rootless") ? SpecTemplate.Rootless(caller.Uid, caller.Gid) : SpecTemplate.Default();
        FileSystem.Replace(path, SpecWriter.Write(spec), Mode.O666);
        return 0;
    }
}
