namespace Payments.Watching;

/// <summary>One answer of <c>/metrics</c>.</summary>
/// <param name="text">Its body.</param>
public sealed class MetricsScrape(string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>What an expression would ask of it in vain.</summary>
    public IEnumerable<string> Complaints(MetricUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        var samples = Array.FindAll(_lines, line =>
            line.StartsWith(use.Metric + "{", StringComparison.Ordinal) || line.StartsWith(use.Metric + " ", StringComparison.Ordinal));
        if (samples.Length == 0)
        {
            // A counter of what has not happened has a type and no samples, unless its value is asked for by a label.
            var isKnown = Array.Exists(_lines, line => line.StartsWith($"# TYPE {use.Metric} ", StringComparison.Ordinal));
            return isKnown && use.Values.Count == 0 ? [] : [$"{use.Metric} does not exist"];
        }

        return use.Labels.Where(label => !Has(samples, $"{label}=\""))
            .Select(label => $"{use.Metric} has no label {label}")
            .Concat(use.Values.Where(value => !Has(samples, $"{value.Label}=\"{value.Value}\""))
                .Select(value => $"{use.Metric} never has {value.Label}=\"{value.Value}\""));
    }

    private static bool Has(string[] samples, string label) =>
        Array.Exists(samples, sample => sample.Contains(label, StringComparison.Ordinal));
}
