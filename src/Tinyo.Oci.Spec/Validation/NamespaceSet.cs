namespace Tinyo.Oci.Spec.Validation;

/// <summary>Answers which namespaces a configuration makes, joins, or leaves the runtime's.</summary>
internal readonly struct NamespaceSet(LinuxSpec? linux)
{
    private readonly IReadOnlyList<LinuxNamespace> _all = linux?.Namespaces ?? [];

    internal bool Has(string type) => Find(type) is not null;

    internal bool IsNew(string type) => Find(type) is { Path: null or "" };

    internal bool IsJoined(string type) => Find(type) is { Path: not (null or "") };

    private LinuxNamespace? Find(string type)
    {
        foreach (var each in _all)
        {
            if (each.Type == type)
            {
                return each;
            }
        }

        return null;
    }
}
