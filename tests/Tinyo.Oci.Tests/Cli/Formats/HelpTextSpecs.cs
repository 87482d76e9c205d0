using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli.Formats;

public sealed class HelpTextSpecs
{
    public static TheoryData<string> Names => [.. VerbTable.Names];

    [Fact]
    public void Help_names_every_verb_and_every_global_flag()
    {
        var help = HelpText.OfAll();

        help.Split('\n').Select(line => line.Trim().Split(' ')[0]).Should().Contain(VerbTable.Names);
        GlobalFlags.All.Should().NotBeEmpty().And.OnlyContain(flag => help.Contains($"--{flag.Name} ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Help_of_a_verb_names_every_flag_of_it(string name)
    {
        var verb = VerbTable.Find(name)!;

        var help = HelpText.Of(verb);

        help.Should().Contain($"tinyo-oci [global flags] {name} [flags]{(verb.Positionals.Length > 0 ? " " : "")}{verb.Positionals}\n");
        verb.Flags.Append(GlobalFlags.Help).Should().NotBeEmpty().And.OnlyContain(flag => help.Contains($"--{flag.Name} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Flags_stand_in_columns()
    {
        HelpText.Of(VerbTable.Find("list")!).Should().Be("""
            tinyo-oci list: list the containers under the state root

            Usage: tinyo-oci [global flags] list [flags]

            Flags:
              -f, --format FORMAT  table or json (default: table)
              -q, --quiet          print only the ids
              -h, --help           show this help

            """);
    }

    [Fact]
    public void Help_says_what_this_build_lacks()
    {
        HelpText.Of(VerbTable.Find("checkpoint")!).Should().StartWith("tinyo-oci checkpoint: save a running container to files (not supported yet by this build)\n");
    }
}
