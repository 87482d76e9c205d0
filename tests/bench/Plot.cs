using System.Globalization;
using System.Text;

namespace Tinyo.Oci.Bench;

/// <summary>The figures as horizontal bars, in panels that have a scale each; an SVG image.</summary>
internal sealed class Plot(Results results)
{
    private const int Width = 880;
    private const int Left = 235;
    private const int Right = 70;
    private const int Bar = 11;
    private const int Gap = 10;
    private const string FloorColour = "#c1121f";

    private static readonly int[] s_steps = [1, 2, 5, 10];

    private readonly StringBuilder _image = new();
    private int _y = 64;

    public string Draw()
    {
        Panel("One container: median, milliseconds", row => !row.IsMemory && row.Verb is not (Verb.Sequential or Verb.Parallel or Verb.AboveFloor), 1);
        Panel("100 containers: wall time, seconds", row => !row.IsMemory && row.Verb is Verb.Sequential or Verb.Parallel, 1000);
        Panel("Memory: the most that was resident, and the smallest limit, MiB", row => row.IsMemory, 1024);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{_y}" viewBox="0 0 {Width} {_y}" font-family="sans-serif" font-size="12" fill="#222">
            <rect width="{Width}" height="{_y}" fill="#fff"/>
            {Legend()}{_image}</svg>

            """;
    }

    private string Legend()
    {
        var legend = new StringBuilder();
        var x = 20;
        foreach (var contender in results.Contenders)
        {
            legend.Append(Invariant($"<rect x=\"{x}\" y=\"18\" width=\"14\" height=\"12\" fill=\"{Colour(contender.Name)}\"/><text x=\"{x + 20}\" y=\"28\">{contender.Name} {contender.Version}</text>\n"));
            x += 50 + 7 * (contender.Name.Length + contender.Version.Length);
        }

        return legend.Append(Invariant($"<line x1=\"{x}\" y1=\"24\" x2=\"{x + 14}\" y2=\"24\" stroke=\"{FloorColour}\" stroke-width=\"2\" stroke-dasharray=\"4 2\"/><text x=\"{x + 20}\" y=\"28\">the kernel's floor of run</text>\n")).ToString();
    }

    private void Panel(string title, Func<Row, bool> isShown, double unit)
    {
        var rows = Row.All.Where(isShown).Where(row => results.Figure(row, results.Contenders[0].Name) is not null).ToList();
        var most = rows.Max(row => results.Contenders.Max(contender => results.Figure(row, contender.Name) ?? 0)) / unit;
        var (step, scale) = (Step(most), (Width - Left - Right) / most);
        var top = _y + 14;
        var height = rows.Count * (results.Contenders.Count * Bar + Gap);

        _image.Append(Invariant($"<text x=\"20\" y=\"{_y}\" font-size=\"14\" font-weight=\"bold\">{title}</text>\n"));
        for (var tick = 0.0; tick <= most; tick += step)
        {
            _image.Append(Invariant($"<line x1=\"{Left + tick * scale:F1}\" y1=\"{top}\" x2=\"{Left + tick * scale:F1}\" y2=\"{top + height}\" stroke=\"#ddd\"/>"))
                .Append(Invariant($"<text x=\"{Left + tick * scale:F1}\" y=\"{top + height + 14}\" text-anchor=\"middle\" fill=\"#777\" font-size=\"11\">{tick:0.##}</text>\n"));
        }

        _y = top + Gap / 2;
        rows.ForEach(row => Group(row, unit, scale));
        _y = top + height + 52;
    }

    private void Group(Row row, double unit, double scale)
    {
        var height = results.Contenders.Count * Bar;
        _image.Append(Invariant($"<text x=\"{Left - 8}\" y=\"{_y + height / 2 + 4}\" text-anchor=\"end\">{row.Name}</text>\n"));
        foreach (var contender in results.Contenders)
        {
            if (results.Figure(row, contender.Name) / unit is { } figure)
            {
                _image.Append(Invariant($"<rect x=\"{Left}\" y=\"{_y}\" width=\"{figure * scale:F1}\" height=\"{Bar - 1}\" fill=\"{Colour(contender.Name)}\"/>"))
                    .Append(Invariant($"<text x=\"{Left + figure * scale + 4:F1}\" y=\"{_y + Bar - 2}\" font-size=\"10\" fill=\"#555\">{figure:0.##}</text>\n"));
            }

            _y += Bar;
        }

        if (row is { IsMemory: false, Verb: Verb.Run or Verb.RunProfile } && results.Times.Median(Results.Floor, Verb.Run) is { } floor)
        {
            _image.Append(Invariant($"<line x1=\"{Left + floor * scale:F1}\" y1=\"{_y - height - 3}\" x2=\"{Left + floor * scale:F1}\" y2=\"{_y + 2}\" stroke=\"{FloorColour}\" stroke-width=\"2\" stroke-dasharray=\"4 2\"/>\n"));
        }

        _y += Gap;
    }

    // 1, 2 or 5 and zeros: five to ten of them.
    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / 4)));
        return s_steps.Select(one => one * power).First(step => most / step <= 9);
    }

    private static string Colour(string contender) => contender switch
    {
        "crun" => "#2a9d8f",
        "crun static" => "#8fd3c8",
        "runc" => "#e9a13b",
        _ => "#5b3cc4",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
