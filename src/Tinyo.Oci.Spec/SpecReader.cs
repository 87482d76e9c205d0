using System.Text.Json;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec;

/// <summary>Reads the documents of the specification; a refusal names the file, the JSON path, what was found and what is expected.</summary>
public static class SpecReader
{
    /// <summary>The most bytes a document may have: a large seccomp profile with a thousand mounts stays below 1 MiB, and it is all held in memory.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>How deep lists and objects may be nested: the specification itself needs 8, other platforms' parts a few more.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads a <c>config.json</c>.</summary>
    public static RuntimeSpec Read(ReadOnlySpan<byte> utf8, string fileName) => Read(utf8, fileName, ConfigReader.RuntimeSpec);

    /// <summary>Reads the process of <c>exec --process</c>.</summary>
    public static ProcessSpec ReadProcess(ReadOnlySpan<byte> utf8, string fileName) => Read(utf8, fileName, ProcessReader.ProcessSpec);

    /// <summary>Reads the resources of <c>update --resources</c>.</summary>
    public static LinuxResources ReadResources(ReadOnlySpan<byte> utf8, string fileName) => Read(utf8, fileName, ResourcesReader.LinuxResources);

    /// <summary>Reads a container's state.</summary>
    public static ContainerState ReadState(ReadOnlySpan<byte> utf8, string fileName) => Read(utf8, fileName, StateReader.ContainerState);

    /// <summary>Reads a features document.</summary>
    public static Features ReadFeatures(ReadOnlySpan<byte> utf8, string fileName) => Read(utf8, fileName, FeaturesReader.Features);

    private static T Read<T>(ReadOnlySpan<byte> utf8, string fileName, JsonCursor.ReadValue<T> read)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new OciException($"{fileName}: larger than {MaxBytes >> 20} MiB, the most that is accepted");
        }

        var json = new JsonCursor(utf8);
        try
        {
            return json.Document(read);
        }
        catch (JsonRefusal refusal)
        {
            throw new OciException($"{fileName}: {JsonDiagnosis.Locate(utf8, refusal)}{refusal.Message}", refusal);
        }
        catch (JsonException broken)
        {
            throw new OciException($"{fileName}: {JsonDiagnosis.Explain(utf8, broken, json)}", broken);
        }
        catch (InvalidOperationException broken)
        {
            // What the reader throws for a string that is no text.
            throw new OciException($"{fileName}: {JsonDiagnosis.ExplainText(utf8, json.Position)}", broken);
        }
    }
}
