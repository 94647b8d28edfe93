using System.Globalization;

namespace Payments.Benchmarks.Report;

/// <summary>One figure of this project, one value per runtime; targets are judged on the first runtime.</summary>
internal sealed record TargetRow(string Figure, IReadOnlyList<double?> Values, double? Peer, string Target)
{
    public double ValueMin { get; init; }

    public double RatioMin { get; init; }

    public double? ValueMax { get; init; }

    public double? RatioMax { get; init; }

    public double? Ratio => Judged / Peer;

    /// <summary>Null when there is no target or nothing was measured to judge it by.</summary>
    public bool? IsMet
    {
        get
        {
            if (Target.Length == 0 || Judged is not { } value || ((RatioMin > 0 || RatioMax is not null) && Ratio is null))
            {
                return null;
            }

            return value >= ValueMin && value <= (ValueMax ?? double.MaxValue) && (RatioMin == 0 || Ratio >= RatioMin) &&
                (RatioMax is null || Ratio <= RatioMax);
        }
    }

    private double? Judged => Values.Count > 0 ? Values[0] : null;

    public string[] Cells(IReadOnlyList<string> runtimes) =>
    [
        Figure,
        .. Values.Take(runtimes.Count).Select(Show),
        Show(Peer),
        Ratio is { } ratio ? ratio.ToString("N2", CultureInfo.InvariantCulture) : "-",
        Target,
        IsMet switch { true => "yes", false => "NO", null => Target.Length == 0 ? string.Empty : "not measured" },
    ];

    private static string Show(double? value) =>
        value is { } number ? number.ToString(number < 100 ? "N1" : "N0", CultureInfo.InvariantCulture) : "-";
}
