namespace Tinyo.Oci.Tests.House;

/// <summary>One file of the tree: its path from the top, and its lines.</summary>
public sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    /// <summary>The folder, as the namespace that it should be: <c>src/Tinyo.Oci.Runtime/State</c> is <c>Tinyo.Oci.Runtime.State</c>.</summary>
    public string FolderNamespace => string.Join('.', Path.Split('/')[1..^1]);

    /// <summary>The room: a folder of Tinyo.Oci.Runtime, or one of the other projects as a whole.</summary>
    public string Room => House.RoomOf(FolderNamespace);
}
