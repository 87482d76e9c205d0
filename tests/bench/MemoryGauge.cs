using System.Globalization;

namespace Tinyo.Oci.Bench;

/// <summary>The peak of resident memory of the runtime's largest process, in KiB; <c>peak.c</c> measures it.</summary>
internal sealed class MemoryGauge(string room) : IGauge
{
    private readonly string _file = Path.Combine(room, "peak.txt");

    public double Measure(params string[] words)
    {
        using var command = new NativeCommand([Path.Combine(room, "peak"), _file, .. words]);
        var code = Kernel.Wait(Kernel.Spawn(command));
        return code == 0 ? double.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture) : throw new BenchException($"'{command}' exits with {code}");
    }
}
