namespace Tinyo.Oci.Bench;

/// <summary>What was measured of each contender, by verb.</summary>
internal sealed class Samples
{
    private readonly Dictionary<(string Contender, Verb Verb), List<double>> _values = [];

    public void Add(string contender, Verb verb, double value)
    {
        if (!_values.TryGetValue((contender, verb), out var values))
        {
            _values[(contender, verb)] = values = [];
        }

        values.Add(value);
    }

    /// <summary>Null where nothing was measured.</summary>
    public double? Median(string contender, Verb verb) => At(contender, verb, 0.5);

    /// <summary>One in ten is less.</summary>
    public double? Tenth(string contender, Verb verb) => At(contender, verb, 0.1);

    public double? Largest(string contender, Verb verb) => At(contender, verb, 1);

    private double? At(string contender, Verb verb, double share) =>
        _values.TryGetValue((contender, verb), out var values) ? values.Order().ElementAt((int)(share * (values.Count - 1))) : null;
}
