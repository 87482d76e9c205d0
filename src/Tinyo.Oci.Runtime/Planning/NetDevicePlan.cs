namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A network device of the caller's that becomes the container's.</summary>
/// <param name="Name">Its name so far.</param>
/// <param name="NewName">Its name in the container; a <c>%d</c> in it stands for the first number that is free.</param>
public sealed record NetDevicePlan(string Name, string NewName);
