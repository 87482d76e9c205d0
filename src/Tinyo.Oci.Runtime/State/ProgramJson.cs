using System.Text.Json;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;

namespace Tinyo.Oci.Runtime.State;

/// <summary>Writes and reads a <see cref="ProgramRecord"/>: numbers in lists, and nothing of what is not set.</summary>
internal static class ProgramJson
{
    private const string Capabilities = "capabilities";
    private const string Limits = "limits";
    private const string Scheduler = "scheduler";
    private const string IoPriority = "ioPriority";
    private const string Personality = "personality";
    private const string MemoryPolicy = "memoryPolicy";
    private const string InitialCpus = "initialCpus";
    private const string FinalCpus = "finalCpus";
    private const string ApparmorProfile = "apparmorProfile";
    private const string SelinuxLabel = "selinuxLabel";
    private const string TerminalLabel = "terminalLabel";
    private const string SessionKeyring = "sessionKeyring";

    /// <summary>Writes the object.</summary>
    internal static void Write(Utf8JsonWriter json, ProgramRecord program)
    {
        json.WriteStartObject();
        var sets = program.Capabilities;
        WriteNumbers(json, Capabilities, [sets.Bounding, sets.Effective, sets.Inheritable, sets.Permitted, sets.Ambient]);
        if (program.Limits.Count > 0)
        {
            var numbers = new List<ulong>(program.Limits.Count * 3);
            foreach (var limit in program.Limits)
            {
                numbers.AddRange([(ulong)limit.Resource, limit.Soft, limit.Hard]);
            }

            WriteNumbers(json, Limits, numbers);
        }

        WriteScheduling(json, program);
        WriteText(json, InitialCpus, program.InitialCpus);
        WriteText(json, FinalCpus, program.FinalCpus);
        WriteText(json, ApparmorProfile, program.ApparmorProfile);
        WriteText(json, SelinuxLabel, program.SelinuxLabel);
        WriteText(json, TerminalLabel, program.TerminalLabel);
        WriteText(json, SessionKeyring, program.SessionKeyring);
        json.WriteEndObject();
    }

    /// <summary>Reads the object that the reader stands on.</summary>
    internal static ProgramRecord Read(ref Utf8JsonReader json)
    {
        var program = json.TokenType is JsonTokenType.StartObject ? ProgramRecord.None : throw new JsonException("a program is an object");
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            program = name switch
            {
                Capabilities => program with { Capabilities = ReadCapabilities(ReadNumbers(ref json, 5)) },
                Limits => program with { Limits = ReadLimits(ReadNumbers(ref json, 0)) },
                Scheduler => program with { Scheduler = ReadScheduler(ReadNumbers(ref json, 7)) },
                IoPriority => program with { IoPriority = json.GetInt32() },
                Personality => program with { Personality = json.GetUInt32() },
                MemoryPolicy => program with { MemoryPolicy = ReadPolicy(ReadNumbers(ref json, 0)) },
                InitialCpus => program with { InitialCpus = json.GetString() },
                FinalCpus => program with { FinalCpus = json.GetString() },
                ApparmorProfile => program with { ApparmorProfile = json.GetString() },
                SelinuxLabel => program with { SelinuxLabel = json.GetString() },
                TerminalLabel => program with { TerminalLabel = json.GetString() },
                SessionKeyring => program with { SessionKeyring = json.GetString() },
                _ => PassOver(ref json, program),
            };
        }

        return program;
    }

    private static void WriteScheduling(Utf8JsonWriter json, ProgramRecord program)
    {
        if (program.Scheduler is { } attributes)
        {
            WriteNumbers(json, Scheduler,
            [
                attributes.Policy, attributes.Flags, (ulong)attributes.Nice, attributes.Priority, attributes.Runtime, attributes.Deadline, attributes.Period,
            ]);
        }

        if (program.IoPriority is { } priority)
        {
            json.WriteNumber(IoPriority, priority);
        }

        if (program.Personality is { } persona)
        {
            json.WriteNumber(Personality, persona);
        }

        if (program.MemoryPolicy is { } policy)
        {
            WriteNumbers(json, MemoryPolicy, [(ulong)policy.Mode, .. policy.Nodes]);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static CapabilitySets ReadCapabilities(List<ulong> numbers) => new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);

    private static SchedulerAttributes ReadScheduler(List<ulong> numbers) =>
        new((uint)numbers[0], numbers[1], (int)numbers[2], (uint)numbers[3], numbers[4], numbers[5], numbers[6]);

    private static MemoryPolicy ReadPolicy(List<ulong> numbers) => new((int)numbers[0], numbers[1..]);

    private static List<ResourceLimit> ReadLimits(List<ulong> numbers)
    {
        var limits = new List<ResourceLimit>(numbers.Count / 3);
        for (var index = 0; index + 2 < numbers.Count; index += 3)
        {
            limits.Add(new ResourceLimit((int)numbers[index], numbers[index + 1], numbers[index + 2]));
        }

        return limits;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<ulong> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static List<ulong> ReadNumbers(ref Utf8JsonReader json, int least)
    {
        var numbers = new List<ulong>();
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            numbers.Add(json.GetUInt64());
        }

        return numbers.Count >= Math.Max(least, 1) ? numbers : throw new JsonException("a list of numbers is too short");
    }

    private static ProgramRecord PassOver(ref Utf8JsonReader json, ProgramRecord unchanged)
    {
        json.Skip();
        return unchanged;
    }
}
