using System.Text.Json;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>Reads a <see cref="ContainerRecord"/> from JSON, by hand since that starts fastest; names it does not know are passed over.</summary>
internal static class RecordReader
{
    /// <summary>Reads the record; throws <see cref="JsonException"/> when the text is not one.</summary>
    public static ContainerRecord Read(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            var record = ReadRecord(ref json);
            return record.Id.Length > 0 && record.Created != default
                ? record
                : throw new JsonException("the id or the time of creation is missing");
        }
        catch (JsonException failure) when (failure.BytePositionInLine is { } position)
        {
            throw new JsonException($"it is cut off, or no JSON, at byte {position}", failure); // the reader's own words are not in the binary
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException)
        {
            throw new JsonException("a value is of the wrong kind", failure);
        }
    }

    private static ContainerRecord ReadRecord(ref Utf8JsonReader json)
    {
        var record = new ContainerRecord { OciVersion = "", Id = "", Bundle = "", Rootfs = "", Created = default };
        Enter(ref json, JsonTokenType.StartObject);
        while (NextName(ref json) is { } name)
        {
            record = name switch
            {
                RecordNames.OciVersion => record with { OciVersion = Text(ref json) },
                RecordNames.Id => record with { Id = Text(ref json) },
                RecordNames.Bundle => record with { Bundle = Text(ref json) },
                RecordNames.Rootfs => record with { Rootfs = Text(ref json) },
                RecordNames.Created => record with { Created = json.GetDateTime().ToUniversalTime() },
                RecordNames.Pid => record with { Pid = json.GetInt32() },
                RecordNames.StartTime => record with { StartTime = json.GetUInt64() },
                RecordNames.HasProcess => record with { HasProcess = json.GetBoolean() },
                RecordNames.SharedPidNamespace => record with { SharedPidNamespace = json.GetBoolean() },
                RecordNames.Annotations => record with { Annotations = ReadAnnotations(ref json) },
                RecordNames.Cgroup => record with { Cgroup = ReadCgroup(ref json) },
                RecordNames.DeviceRules => record with { DeviceRules = json.GetUInt64() },
                RecordNames.Resctrl => record with { Resctrl = ReadResctrl(ref json) },
                RecordNames.SeccompListener => record with { SeccompListener = Text(ref json) },
                RecordNames.SeccompMetadata => record with { SeccompMetadata = Text(ref json) },
                RecordNames.Program => record with { Program = ProgramJson.Read(ref json) },
                RecordNames.Poststart => record with { Poststart = ReadHooks(ref json) },
                RecordNames.Poststop => record with { Poststop = ReadHooks(ref json) },
                _ => PassOver(ref json, record),
            };
        }

        return record;
    }

    private static Dictionary<string, string> ReadAnnotations(ref Utf8JsonReader json)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        Enter(ref json, JsonTokenType.StartObject);
        while (NextName(ref json) is { } name)
        {
            annotations[name] = Text(ref json);
        }

        return annotations;
    }

    private static CgroupRecord ReadCgroup(ref Utf8JsonReader json)
    {
        var cgroup = CgroupRecord.None;
        Enter(ref json, JsonTokenType.StartObject);
        while (NextName(ref json) is { } name)
        {
            cgroup = name switch
            {
                RecordNames.Manager => cgroup with { Manager = Text(ref json) },
                RecordNames.Unit => cgroup with { Unit = Text(ref json) },
                RecordNames.IsUsers => cgroup with { IsUsers = json.GetBoolean() },
                RecordNames.Directories => cgroup with { Directories = ReadDirectories(ref json) },
                _ => PassOver(ref json, cgroup),
            };
        }

        return cgroup;
    }

    private static List<CgroupDirectory> ReadDirectories(ref Utf8JsonReader json)
    {
        var directories = new List<CgroupDirectory>();
        Enter(ref json, JsonTokenType.StartArray);
        while (NextElement(ref json))
        {
            var directory = new CgroupDirectory("", "", "");
            Enter(ref json, JsonTokenType.StartObject);
            while (NextName(ref json) is { } name)
            {
                directory = name switch
                {
                    RecordNames.Controllers => directory with { Controllers = Text(ref json) },
                    RecordNames.Mount => directory with { Mount = Text(ref json) },
                    RecordNames.Path => directory with { Path = Text(ref json) },
                    RecordNames.OwnParents => directory with { OwnParents = json.GetInt32() },
                    RecordNames.Claim => directory with { Claim = json.GetUInt64() },
                    _ => PassOver(ref json, directory),
                };
            }

            directories.Add(directory);
        }

        return directories;
    }

    private static ResctrlPlace ReadResctrl(ref Utf8JsonReader json)
    {
        var place = new ResctrlPlace("", false, null);
        Enter(ref json, JsonTokenType.StartObject);
        while (NextName(ref json) is { } name)
        {
            place = name switch
            {
                RecordNames.Group => place with { Group = Text(ref json) },
                RecordNames.IsOwn => place with { IsOwn = json.GetBoolean() },
                RecordNames.Monitor => place with { Monitor = Text(ref json) },
                _ => PassOver(ref json, place),
            };
        }

        return place;
    }

    private static List<Hook> ReadHooks(ref Utf8JsonReader json)
    {
        var hooks = new List<Hook>();
        Enter(ref json, JsonTokenType.StartArray);
        while (NextElement(ref json))
        {
            var hook = new Hook { Path = "" };
            Enter(ref json, JsonTokenType.StartObject);
            while (NextName(ref json) is { } name)
            {
                hook = name switch
                {
                    RecordNames.Path => hook with { Path = Text(ref json) },
                    RecordNames.Args => hook with { Args = ReadTexts(ref json) },
                    RecordNames.Env => hook with { Env = ReadTexts(ref json) },
                    RecordNames.Timeout => hook with { Timeout = json.GetInt32() },
                    _ => PassOver(ref json, hook),
                };
            }

            hooks.Add(hook);
        }

        return hooks;
    }

    private static List<string> ReadTexts(ref Utf8JsonReader json)
    {
        var texts = new List<string>();
        Enter(ref json, JsonTokenType.StartArray);
        while (NextElement(ref json))
        {
            texts.Add(Text(ref json));
        }

        return texts;
    }

    private static void Enter(ref Utf8JsonReader json, JsonTokenType wanted)
    {
        if (json.TokenType != wanted)
        {
            throw new JsonException($"{json.TokenType} at byte {json.TokenStartIndex} in place of {wanted}");
        }
    }

    // The next property's name, with the reader on its value; null at the object's end.
    private static string? NextName(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.EndObject)
        {
            return null;
        }

        var name = json.GetString()!;
        json.Read();
        return name;
    }

    private static bool NextElement(ref Utf8JsonReader json) => json.Read() && json.TokenType is not JsonTokenType.EndArray;

    private static string Text(ref Utf8JsonReader json) => json.GetString() ?? throw new JsonException("null in place of text");

    private static T PassOver<T>(ref Utf8JsonReader json, T unchanged)
    {
        json.Skip();
        return unchanged;
    }
}
