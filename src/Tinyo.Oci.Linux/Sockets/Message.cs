using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Sockets;

/// <summary>One message of a <see cref="MessageSocket"/>.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Handles">Descriptors that came with it, close-on-exec; the receiver's to close.</param>
public readonly record struct Message(int Kind, byte[] Payload, IReadOnlyList<SafeFileHandle> Handles);
