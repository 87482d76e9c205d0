using System.Buffers;
using System.Text.Json;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Runtime.State;

/// <summary>Writes a <see cref="ContainerRecord"/> as JSON, by hand since that starts fastest.</summary>
internal static class RecordWriter
{
    /// <summary>The record's JSON.</summary>
    public static byte[] Write(ContainerRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            WriteFacts(json, record);
            WriteCgroup(json, record.Cgroup);
            json.WriteNumber(RecordNames.DeviceRules, record.DeviceRules);
            if (record.Resctrl is { } place)
            {
                WriteResctrl(json, place);
            }

            WriteListener(json, record);
            json.WritePropertyName(RecordNames.Program);
            ProgramJson.Write(json, record.Program);
            WriteHooks(json, RecordNames.Poststart, record.Poststart);
            WriteHooks(json, RecordNames.Poststop, record.Poststop);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, ContainerRecord record)
    {
        json.WriteString(RecordNames.OciVersion, record.OciVersion);
        json.WriteString(RecordNames.Id, record.Id);
        json.WriteString(RecordNames.Bundle, record.Bundle);
        json.WriteString(RecordNames.Rootfs, record.Rootfs);
        json.WriteString(RecordNames.Created, record.Created);
        json.WriteNumber(RecordNames.Pid, record.Pid);
        json.WriteNumber(RecordNames.StartTime, record.StartTime);
        json.WriteBoolean(RecordNames.HasProcess, record.HasProcess);
        json.WriteBoolean(RecordNames.SharedPidNamespace, record.SharedPidNamespace);
        json.WriteStartObject(RecordNames.Annotations);
        foreach (var (name, value) in record.Annotations)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteCgroup(Utf8JsonWriter json, CgroupRecord cgroup)
    {
        json.WriteStartObject(RecordNames.Cgroup);
        json.WriteString(RecordNames.Manager, cgroup.Manager);
        if (cgroup.Unit is { } unit)
        {
            json.WriteString(RecordNames.Unit, unit);
            json.WriteBoolean(RecordNames.IsUsers, cgroup.IsUsers);
        }

        json.WriteStartArray(RecordNames.Directories);
        foreach (var directory in cgroup.Directories)
        {
            json.WriteStartObject();
            json.WriteString(RecordNames.Controllers, directory.Controllers);
            json.WriteString(RecordNames.Mount, directory.Mount);
            json.WriteString(RecordNames.Path, directory.Path);
            json.WriteNumber(RecordNames.OwnParents, directory.OwnParents);
            if (directory.Claim > 0)
            {
                json.WriteNumber(RecordNames.Claim, directory.Claim);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResctrl(Utf8JsonWriter json, ResctrlPlace place)
    {
        json.WriteStartObject(RecordNames.Resctrl);
        json.WriteString(RecordNames.Group, place.Group);
        json.WriteBoolean(RecordNames.IsOwn, place.IsOwn);
        if (place.Monitor is { } monitor)
        {
            json.WriteString(RecordNames.Monitor, monitor);
        }

        json.WriteEndObject();
    }

    private static void WriteListener(Utf8JsonWriter json, ContainerRecord record)
    {
        if (record.SeccompListener is { } listener)
        {
            json.WriteString(RecordNames.SeccompListener, listener);
            json.WriteString(RecordNames.SeccompMetadata, record.SeccompMetadata ?? "");
        }
    }

    private static void WriteHooks(Utf8JsonWriter json, string name, IReadOnlyList<Hook> hooks)
    {
        json.WriteStartArray(name);
        foreach (var hook in hooks)
        {
            json.WriteStartObject();
            json.WriteString(RecordNames.Path, hook.Path);
            WriteTexts(json, RecordNames.Args, hook.Args);
            if (hook.Env is { } environment)
            {
                WriteTexts(json, RecordNames.Env, environment);
            }

            if (hook.Timeout is { } seconds)
            {
                json.WriteNumber(RecordNames.Timeout, seconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
