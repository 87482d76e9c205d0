namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for hooks.</summary>
internal static class HookRules
{
    internal static void Check(Findings findings, Hooks? hooks)
    {
        if (hooks is null)
        {
            return;
        }

        Check(findings, "prestart", hooks.Prestart);
        Check(findings, "createRuntime", hooks.CreateRuntime);
        Check(findings, "createContainer", hooks.CreateContainer);
        Check(findings, "startContainer", hooks.StartContainer);
        Check(findings, "poststart", hooks.Poststart);
        Check(findings, "poststop", hooks.Poststop);
    }

    private static void Check(Findings findings, string kind, IReadOnlyList<Hook> hooks)
    {
        for (var index = 0; index < hooks.Count; index++)
        {
            findings.Absolute($"hooks.{kind}[{index}].path", hooks[index].Path);
            if (hooks[index].Timeout is <= 0)
            {
                findings.Error($"hooks.{kind}[{index}].timeout", $"found {hooks[index].Timeout}, expected 1 second or more");
            }
        }
    }
}
