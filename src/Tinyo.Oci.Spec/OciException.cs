namespace Tinyo.Oci.Spec;

/// <summary>The runtime's own refusal: what was asked can't be done, and the message says why in one line.</summary>
public sealed class OciException(string message, Exception? inner = null) : Exception(message, inner);
