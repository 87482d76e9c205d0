namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads a container's state.</summary>
internal static class StateReader
{
    internal static ContainerState ContainerState(ref JsonCursor json) => json.Object(
        new ContainerState { OciVersion = "", Id = "", Status = "", Bundle = "" },
        static (ref json, it) => json.Name switch
        {
            "ociVersion" => it with { OciVersion = json.Text() },
            "id" => it with { Id = json.Text() },
            "status" => it with { Status = json.Text() },
            "pid" => it with { Pid = json.Int32() },
            "bundle" => it with { Bundle = json.Text() },
            "annotations" => it with { Annotations = json.TextMap() },
            _ => json.Skip(it),
        },
        "ociVersion", "id", "status", "bundle");
}
