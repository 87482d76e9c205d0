using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Spec;

public sealed class MutationSpecs
{
    private const int Rounds = 2000;

    private static readonly byte[][] s_splices =
    [
        "null"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), "-1"u8.ToArray(), "1e400"u8.ToArray(), "\"\\ud800\""u8.ToArray(), "\"\\u0000\""u8.ToArray(),
        "99999999999999999999"u8.ToArray(), "true"u8.ToArray(), "\""u8.ToArray(), "\n"u8.ToArray(), [0xFF], [0xC0, 0x80], [0], "}"u8.ToArray(), "]"u8.ToArray(),
    ];

    [Theory]
    [InlineData("everything", 1)]
    [InlineData("everything", 2)]
    [InlineData("default", 3)]
    [InlineData("nulls", 4)]
    public void A_damaged_file_is_read_and_validated_or_refused_in_one_line(string name, int seed)
    {
        var random = new Random(seed);
        var original = Fixtures.Config("bundles", name);
        var (accepted, refused) = (0, 0);

        for (var round = 0; round < Rounds; round++)
        {
            _ = Survives(Damage(original, random)) ? accepted++ : refused++;
        }

        accepted.Should().BePositive("some damage only changes a value");
        refused.Should().BePositive("some damage breaks the document");
    }

    private static bool Survives(byte[] config)
    {
        try
        {
            var report = SpecValidator.Validate(SpecReader.Read(config, "config.json"));
            IsOneLine(string.Concat(report.Errors.Concat(report.Warnings)));
            return true;
        }
        catch (OciException refusal)
        {
            refusal.Message.Should().StartWith("config.json: ");
            IsOneLine(refusal.Message);
            return false;
        }
    }

    private static void IsOneLine(string text) => text.Any(char.IsControl).Should().BeFalse("{0} is one line", text);

    private static byte[] Damage(byte[] original, Random random)
    {
        var config = original.ToList();
        for (var hits = random.Next(1, 4); hits > 0; hits--)
        {
            var place = random.Next(config.Count);
            switch (random.Next(4))
            {
                case 0:
                    config[place] = (byte)random.Next(256);
                    break;
                case 1:
                    config.RemoveRange(place, Math.Min(random.Next(1, 20), config.Count - place));
                    break;
                case 2:
                    config.InsertRange(place, s_splices[random.Next(s_splices.Length)]);
                    break;
                default:
                    ReplaceValue(config, place, s_splices[random.Next(s_splices.Length)]);
                    break;
            }

            if (config.Count is 0)
            {
                break;
            }
        }

        return [.. config];
    }

    // From the next colon to the next comma: mostly one value.
    private static void ReplaceValue(List<byte> config, int place, byte[] splice)
    {
        var colon = config.IndexOf((byte)':', place);
        var comma = colon < 0 ? -1 : config.IndexOf((byte)',', colon);
        if (comma > 0)
        {
            config.RemoveRange(colon + 1, comma - colon - 1);
            config.InsertRange(colon + 1, splice);
        }
    }
}
