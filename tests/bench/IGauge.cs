namespace Tinyo.Oci.Bench;

/// <summary>Runs a command, which must succeed, and measures something of it.</summary>
internal interface IGauge
{
    double Measure(params string[] words);
}
