using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>A directory of the host that no container is given: nothing in it may change, and its secret may not be read.</summary>
internal sealed class Sentinel
{
    /// <summary>What only the host may read.</summary>
    internal const string Secret = "a secret of the host";

    private readonly string _before;

    /// <summary>Makes it in <paramref name="room"/>; everybody may write to it, as nothing but its place protects it.</summary>
    internal Sentinel(string room)
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine(room, "outside")).FullName;
        File.WriteAllText(SecretFile, Secret);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "directory"));
        foreach (var path in new[] { Path, SecretFile, System.IO.Path.Combine(Path, "directory") })
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("777", 8));
        }

        _before = Look();
    }

    /// <summary>The directory.</summary>
    internal string Path { get; }

    /// <summary>The file with the secret.</summary>
    internal string SecretFile => System.IO.Path.Combine(Path, "secret");

    /// <summary>Whether anything in it is not as it was made.</summary>
    internal bool IsTouched => Look() != _before;

    /// <summary>Fails the test when anything in it was changed.</summary>
    internal void ShouldBeUntouched() => Look().Should().Be(_before, "nothing of the host may change");

    // Names, kinds, modes and where links lead; nothing is followed.
    private string Look() => Command.Run("find", Path, "-printf", "%p %y %m %l\\n").Output.Split('\n').Order(StringComparer.Ordinal)
        .Aggregate("", static (all, line) => $"{all}{line}\n") + File.ReadAllText(SecretFile);
}
