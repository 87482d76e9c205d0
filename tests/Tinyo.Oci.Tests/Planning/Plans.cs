using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Bundles;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>Makes plans from little, and shows them as text.</summary>
internal static class Plans
{
    private static readonly JsonSerializerOptions s_all = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly JsonSerializerOptions s_withoutDefaults = new(s_all)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(), new FilterLength() },
    };

    /// <summary>A configuration that has namespaces, and nothing else that is not required.</summary>
    internal static RuntimeSpec Spec { get; } = new()
    {
        OciVersion = "1.3.0",
        Root = new Root { Path = "rootfs" },
        Linux = new LinuxSpec { Namespaces = [new LinuxNamespace { Type = "mount" }, new LinuxNamespace { Type = "pid" }] },
    };

    internal static PlanResult Of(RuntimeSpec spec, HostFacts? facts = null, bool noPivot = false) =>
        ContainerPlanner.Plan(
            new PlanRequest
            {
                Id = "box",
                NoPivot = noPivot,
                Bundle = new Bundle
                {
                    Path = "/bundle",
                    Root = ContainerPath.Resolve("/bundle", spec.Root!.Path),
                    Spec = spec,
                    ConfigPath = "/bundle/config.json",
                },
            },
            facts ?? Hosts.Hybrid);

    internal static ContainerPlan Of(LinuxSpec linux, HostFacts? facts = null) => Of(Spec with { Linux = linux }, facts).Plan;

    internal static IReadOnlyList<MountPlan> OfMounts(HostFacts facts, LinuxSpec linux, params Mount[] mounts) =>
        Of(Spec with { Linux = linux, Mounts = mounts }, facts).Plan.Mounts;

    internal static MountPlan OfMount(Mount mount) => OfMounts(Hosts.Hybrid, Spec.Linux!, mount).Should().ContainSingle().Subject;

    internal static LinuxSpec WithNamespaces(params string[] types) =>
        new() { Namespaces = [.. types.Select(type => new LinuxNamespace { Type = type })] };

    // A filter's instructions are the compiler's specs' concern.
    private sealed class FilterLength : JsonConverter<IReadOnlyList<SocketFilter>>
    {
        public override IReadOnlyList<SocketFilter> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<SocketFilter> value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Count} instructions");
    }

    internal static string Text<T>(T value) => JsonSerializer.Serialize(value, s_all);

    internal static string ShortText<T>(T value) => JsonSerializer.Serialize(value, s_withoutDefaults);
}
