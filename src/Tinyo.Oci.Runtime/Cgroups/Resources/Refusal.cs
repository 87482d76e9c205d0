namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>What it means when the kernel refuses a value.</summary>
internal enum Refusal
{
    /// <summary>The container can't have what it asked for.</summary>
    Fails,

    /// <summary>Perhaps only the order was wrong: it is tried once more after the controller's other values.</summary>
    IsTriedAgain,

    /// <summary>Nobody asked for it in particular.</summary>
    IsForgiven,
}
