namespace Tinyo.Oci.Cli.Grammar;

/// <summary>What a flag takes.</summary>
internal enum FlagKind
{
    /// <summary>Nothing, or <c>=true</c> and <c>=false</c>.</summary>
    Switch,

    /// <summary>One value; the last one given wins.</summary>
    Text,

    /// <summary>One whole number; the last one given wins.</summary>
    Number,

    /// <summary>One value each time it is given; all are kept.</summary>
    List,
}
