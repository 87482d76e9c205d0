using Tinyo.Oci.Runtime.Cgroups.Units;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Units;

public sealed class AnnotationPropertiesSpecs
{
    [Theory]
    [InlineData("CollectMode", "'inactive-or-failed'", "CollectMode='inactive-or-failed'")]
    [InlineData("CPUAccounting", "true", "CPUAccounting=true")]
    [InlineData("TasksMax", "uint64 5", "TasksMax=uint64 5")]
    [InlineData("TasksMax", "@t 5", "TasksMax=uint64 5")]
    [InlineData("SendSIGHUP", " false ", "SendSIGHUP=false")]
    [InlineData("KillSignal", "15", "KillSignal=int32 15")]
    [InlineData("KillSignal", "-0x10", "KillSignal=int32 -16")]
    [InlineData("UMask", "uint32 0022", "UMask=uint32 18")]
    [InlineData("Some", "1.5", "Some=double 1.5")]
    [InlineData("After", "['a.service', \"b.service\"]", "After=['a.service', 'b.service']")]
    [InlineData("After", "@as []", "After=@as []")]
    [InlineData("DeviceAllow", "[('/dev/null', 'rwm'),('a', 'b')]", "DeviceAllow=[('/dev/null', 'rwm'), ('a', 'b')]")]
    [InlineData("Some", "[1, 2.5]", "Some=[double 1, double 2.5]")]
    [InlineData("Some", "[byte 1, 2]", "Some=0x0102")]
    [InlineData("Some", "[[], [1]]", "Some=[@ai [], [int32 1]]")]
    [InlineData("Some", "{'a': 1, 'b': 2}", "Some=['a': int32 1, 'b': int32 2]")]
    [InlineData("Some", "<uint16 7>", "Some=<uint16 7>")]
    [InlineData("Some", "objectpath '/a'", "Some=objectpath '/a'")]
    [InlineData("Some", "'a\\'b\\n\\u20ac'", "Some='a'b\n€'")]
    [InlineData("Some", "b'hi'", "Some=0x686900")]
    [InlineData("Some", "int64 -9223372036854775808", "Some=int64 -9223372036854775808")]
    [InlineData("TimeoutStopSec", "5", "TimeoutStopUSec=uint64 5000000")]
    [InlineData("TimeoutStopSec", "uint64 5", "TimeoutStopUSec=uint64 5000000")]
    [InlineData("TimeoutStopSec", "1.25", "TimeoutStopUSec=uint64 1250000")]
    [InlineData("TimeoutStopSec", "5s", "TimeoutStopUSec=uint64 5000000")]
    [InlineData("TimeoutStopSec", "1min 30s", "TimeoutStopUSec=uint64 90000000")]
    [InlineData("TimeoutStopSec", "infinity", "TimeoutStopUSec=uint64 18446744073709551615")]
    [InlineData("TimeoutStopUSec", "uint64 123", "TimeoutStopUSec=uint64 123")]
    public void An_annotation_becomes_a_property(string name, string text, string expected)
    {
        var properties = Parse($"org.systemd.property.{name}", text);

        properties.Select(property => property.ToString()).Should().Equal(expected);
    }

    [Theory]
    [InlineData("Kill.Mode", "true", "*letters only*")]
    [InlineData("AB", "true", "*three letters*")]
    [InlineData("Some", "", "*a value is missing*")]
    [InlineData("Some", "yes", "*texts are quoted as in '\"yes\"'*")]
    [InlineData("Some", "true false", "*more after the value*")]
    [InlineData("Some", "'open", "*quote is not closed*")]
    [InlineData("Some", "'open\\", "*quote is not closed*")]
    [InlineData("Some", "[1, 2", "*',' is missing*")]
    [InlineData("Some", "[1 2]", "*',' is missing*")]
    [InlineData("Some", "{'a'}", "*':' is missing*")]
    [InlineData("Some", "{'a', 'b'}", "*':' is missing*")]
    [InlineData("Some", "[]", "*needs its type*")]
    [InlineData("Some", "()", "*no empty tuple*")]
    [InlineData("Some", "[1, 'a']", "*not of type*")]
    [InlineData("Some", "@x 'a'", "*not of type 'x'*")]
    [InlineData("Some", "@( 1", "*no type*")]
    [InlineData("Some", "byte 256", "*does not fit*")]
    [InlineData("Some", "5000000000", "*uint64 5000000000*")]
    [InlineData("Some", "uint64 -1", "*does not fit*")]
    [InlineData("Some", "1abc", "*no number*")]
    [InlineData("Some", "08", "*no number*")]
    [InlineData("Some", "-", "*no number*")]
    [InlineData("Some", "uint64 @x 5", "*both of type*")]
    [InlineData("Some", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "*too deep*")]
    [InlineData("TimeoutSec", "'x'", "*no number of seconds*")]
    [InlineData("TimeoutSec", "-1", "*no number of seconds*")]
    [InlineData("TimeoutSec", "inf", "*no number of seconds*")]
    public void An_annotation_that_is_wrong_is_named(string name, string text, string why)
    {
        var act = () => Parse($"org.systemd.property.{name}", text);

        act.Should().Throw<OciException>().WithMessage($"annotation 'org.systemd.property.{name}'*").WithMessage(why);
    }

    [Theory]
    [InlineData("org.systemd.property.")]
    [InlineData("org.systemd.Property.Some")]
    [InlineData("com.example.Some")]
    public void Other_annotations_are_none_of_systemds(string key)
    {
        Parse(key, "not gvariant").Should().BeEmpty();
    }

    private static IReadOnlyList<UnitProperty> Parse(string key, string text) =>
        AnnotationProperties.Parse(new Dictionary<string, string> { [key] = text });
}
