using System.Text.Json.Nodes;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

/// <summary>Holds the records and the known names against the specification's JSON schema.</summary>
public sealed class SchemaSpecs
{
    private static readonly string[] s_otherPlatforms = ["solaris", "windows", "vm", "zos", "freebsd", "process.commandLine"];

    [Theory]
    [InlineData("config-schema.json", typeof(RuntimeSpec))]
    [InlineData("state-schema.json", typeof(ContainerState))]
    [InlineData("features-schema.json", typeof(Features))]
    public void Every_property_of_the_schema_has_its_record_property(string file, Type record)
    {
        var missing = new List<string>();

        var seen = Compare(Resolve(Document(file), file), record, "", missing);

        missing.Except(s_otherPlatforms).Should().BeEmpty();
        seen.Should().BeGreaterThan(4);
    }

    [Theory]
    [InlineData("NamespaceType", nameof(OciNames.Namespaces))]
    [InlineData("SchedulerPolicy", nameof(OciNames.SchedulerPolicies))]
    [InlineData("SchedulerFlag", nameof(OciNames.SchedulerFlags))]
    [InlineData("MemoryPolicyMode", nameof(OciNames.MemoryPolicyModes))]
    [InlineData("MemoryPolicyFlag", nameof(OciNames.MemoryPolicyFlags))]
    [InlineData("PersonalityDomain", nameof(OciNames.PersonalityDomains))]
    [InlineData("SeccompAction", nameof(OciNames.SeccompActions))]
    [InlineData("SeccompOperators", nameof(OciNames.SeccompOperators))]
    [InlineData("SeccompFlag", nameof(OciNames.SeccompFlags))]
    [InlineData("SeccompArch", nameof(OciNames.SeccompArchitectures))]
    public void Known_names_are_the_schemas(string definition, string list)
    {
        var expected = Document("defs-linux.json")["definitions"]![definition]!["enum"]!.AsArray().Select(each => each!.GetValue<string>());

        var known = (IReadOnlyList<string>)typeof(OciNames).GetProperty(list)!.GetValue(null)!;

        known.Should().BeEquivalentTo(expected);
    }

    /// <summary>Walks a schema and a record side by side, notes what the record lacks, and counts what it has.</summary>
    private static int Compare((JsonNode Schema, string File) place, Type type, string path, List<string> missing)
    {
        var (schema, file) = place;
        var seen = 0;
        foreach (var part in (schema["allOf"] ?? schema["anyOf"])?.AsArray() ?? [])
        {
            seen += Compare(Resolve(part!, file), type, path, missing);
        }

        if ((schema["items"] ?? schema["additionalProperties"]) is { } content)
        {
            seen += Compare(Resolve(content, file), type.GetGenericArguments()[^1], path, missing);
        }

        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var at = path.Length is 0 ? name : $"{path}.{name}";
            seen += Compare(Resolve(property!, file), type, name, at, missing);
        }

        return seen;
    }

    private static int Compare((JsonNode Schema, string File) property, Type owner, string name, string path, List<string> missing)
    {
        if (IsMap(owner))
        {
            return 1 + Compare(property, owner.GetGenericArguments()[1], path, missing);
        }

        if (owner.GetProperty(char.ToUpperInvariant(name[0]) + name[1..]) is not { } found)
        {
            missing.Add(path);
            return 0;
        }

        return 1 + Compare(property, Nullable.GetUnderlyingType(found.PropertyType) ?? found.PropertyType, path, missing);
    }

    // timeOffsets names its two clocks where the record has a dictionary.
    private static bool IsMap(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static (JsonNode Schema, string File) Resolve(JsonNode schema, string file)
    {
        while (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var parts = reference.Split('#');
            file = parts[0].Length is 0 ? file : parts[0];
            schema = parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(Document(file), (node, step) => node[step]!);
        }

        return (schema, file);
    }

    private static JsonNode Document(string file)
    {
        Assert.SkipUnless(Fixtures.Schema is not null, Fixtures.NoSchema);
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Fixtures.Schema!, file)))!;
    }
}
