using Tinyo.Oci.Runtime.Bundles;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Bundles;

public sealed class BundleLoaderSpecs : IDisposable
{
    private const string Valid = """{"ociVersion":"1.3.0","root":{"path":"rootfs"}}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("tinyo-oci-bundle").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_bundle_is_loaded_with_real_paths()
    {
        Directory.CreateDirectory(InBundle("rootfs"));
        File.WriteAllText(InBundle("config.json"), Valid);
        var link = InBundle("link");
        File.CreateSymbolicLink(link, _directory);

        var bundle = BundleLoader.Load(link + "/./");

        (bundle.Path, bundle.Root, bundle.ConfigPath).Should().Be((_directory, InBundle("rootfs"), InBundle("config.json")));
        bundle.Spec.OciVersion.Should().Be("1.3.0");
        bundle.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Another_configuration_can_be_named()
    {
        Directory.CreateDirectory(InBundle("rootfs"));
        File.WriteAllText(InBundle("other.json"), Valid.Replace("1.3.0", "1.0.2", StringComparison.Ordinal));

        var bundle = BundleLoader.Load(_directory, InBundle("other.json"));

        bundle.Spec.OciVersion.Should().Be("1.0.2");
        bundle.ConfigPath.Should().Be(InBundle("other.json"));
    }

    [Fact]
    public void Oddities_become_warnings()
    {
        Directory.CreateDirectory(InBundle("rootfs"));
        File.WriteAllText(InBundle("config.json"), """{"ociVersion":"1.3.0","root":{"path":"rootfs"},"mounts":[{"destination":"tmp","type":"tmpfs"}]}""");

        var bundle = BundleLoader.Load(_directory);

        bundle.Warnings.Should().ContainSingle().Which.Should().StartWith($"{InBundle("config.json")}: mounts[0].destination: ");
    }

    [Fact]
    public void A_missing_bundle_is_refused() => Refusal(InBundle("missing")).Should().Be($"bundle {InBundle("missing")} is missing");

    [Fact]
    public void A_bundle_that_is_a_file_is_refused()
    {
        File.WriteAllText(InBundle("file"), "");

        Refusal(InBundle("file")).Should().Be($"bundle {InBundle("file")}: Not a directory");
    }

    [Fact]
    public void A_missing_configuration_is_refused() =>
        Refusal(_directory).Should().Be($"JSON specification file config.json not found in bundle {_directory}");

    [Fact]
    public void A_named_configuration_that_is_missing_is_refused() =>
        Refusal(_directory, InBundle("x.json")).Should().Be($"{InBundle("x.json")} is missing");

    [Fact]
    public void A_configuration_that_is_a_directory_is_refused()
    {
        Directory.CreateDirectory(InBundle("config.json"));

        Refusal(_directory).Should().Be($"{InBundle("config.json")}: not a regular file");
    }

    [Fact]
    public void A_configuration_that_is_a_device_is_refused() => Refusal(_directory, "/dev/zero").Should().Be("/dev/zero: not a regular file");

    [Fact]
    public void A_configuration_that_is_too_large_is_refused_unread()
    {
        using (var file = File.Create(InBundle("config.json")))
        {
            file.SetLength(200L << 20);
        }

        Refusal(_directory).Should().Be($"{InBundle("config.json")}: larger than 16 MiB, the most that is accepted");
    }

    [Fact]
    public void Broken_JSON_is_refused_with_the_files_name()
    {
        File.WriteAllText(InBundle("config.json"), "{");

        Refusal(_directory).Should().StartWith($"{InBundle("config.json")}: ");
    }

    [Fact]
    public void All_problems_come_on_one_line()
    {
        File.WriteAllText(InBundle("config.json"), """{"ociVersion":"1.3.0","process":{"cwd":"x","args":[]},"hostname":"a"}""");

        var refusal = Refusal(_directory);

        refusal.Should().StartWith($"{InBundle("config.json")}: root: missing, but required; ").And.NotContain("\n");
        refusal.Should().Contain("; process.args: ").And.Contain("; process.cwd: ").And.Contain("; hostname: ");
    }

    [Fact]
    public void A_missing_root_is_refused()
    {
        File.WriteAllText(InBundle("config.json"), Valid);

        Refusal(_directory).Should().Be($"root filesystem {InBundle("rootfs")} is missing");
    }

    private static string Refusal(string directory, string? config = null)
    {
        var load = () => BundleLoader.Load(directory, config);

        return load.Should().Throw<OciException>().Which.Message;
    }

    private string InBundle(string name) => Path.Combine(_directory, name);
}
