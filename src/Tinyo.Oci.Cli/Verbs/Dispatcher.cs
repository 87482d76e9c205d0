using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary>Finds the code of a verb.</summary>
internal static class Dispatcher
{
    public static int Execute(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        if (arguments.Globals.Switch("version"))
        {
            return VersionVerb.Execute(invocation);
        }

        if (arguments.WantsHelp || arguments.Verb is not { } verb)
        {
            return HelpVerb.Show(invocation.Caller, arguments.Verb);
        }

        return verb.IsSupported ? Execute(verb.Name, invocation) : throw new OciException($"{verb.Name} is not supported yet by this build");
    }

    private static int Execute(string verb, Invocation invocation) => verb switch
    {
        "create" => CreateVerb.Execute(invocation),
        "start" => StartVerb.Execute(invocation),
        "run" => RunVerb.Execute(invocation),
        "exec" => ExecVerb.Execute(invocation),
        "state" => StateVerb.Execute(invocation),
        "list" => ListVerb.Execute(invocation),
        "ps" => PsVerb.Execute(invocation),
        "kill" => KillVerb.Execute(invocation),
        "delete" => DeleteVerb.Execute(invocation),
        "pause" => PauseVerb.Execute(invocation),
        "resume" => ResumeVerb.Execute(invocation),
        "update" => UpdateVerb.Execute(invocation),
        "events" => EventsVerb.Execute(invocation),
        "spec" => SpecVerb.Execute(invocation),
        "features" => FeaturesVerb.Execute(invocation),
        "version" => VersionVerb.Execute(invocation),
        "help" => HelpVerb.Execute(invocation),
        _ => throw new InvalidOperationException($"the table has {verb}, the dispatcher has not"),
    };
}
