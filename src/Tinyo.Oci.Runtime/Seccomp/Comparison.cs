namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>How an argument is compared; where two rules both match, the one that is named first here decides.</summary>
internal enum Comparison
{
    /// <summary>It is the value.</summary>
    Equal,

    /// <summary>Its bits under the mask are the value.</summary>
    MaskedEqual,

    /// <summary>It is not the value.</summary>
    NotEqual,

    /// <summary>It is less.</summary>
    Less,

    /// <summary>It is not greater.</summary>
    LessOrEqual,

    /// <summary>It is greater.</summary>
    Greater,

    /// <summary>It is not less.</summary>
    GreaterOrEqual,
}
