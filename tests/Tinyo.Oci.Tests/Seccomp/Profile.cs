using System.Text;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.House;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Engines' default profiles, as they write them into a configuration on x86-64.</summary>
internal static class Profile
{
    internal static LinuxSeccomp Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Top, "spec-fixtures", "seccomp", $"{name}.json"));
        return SpecReader.Read(Encoding.UTF8.GetBytes($"{{\"ociVersion\":\"1.3.0\",\"linux\":{{\"seccomp\":{text}}}}}"), name).Linux!.Seccomp!;
    }
}
