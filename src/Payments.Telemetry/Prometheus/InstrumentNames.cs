using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Payments.Telemetry.Prometheus;

/// <summary>How instruments and their tags are called in Prometheus' text format.</summary>
internal static class InstrumentNames
{
    /// <summary>The metric's name: letters, digits and underscores, with its unit, and <c>_total</c> for what only grows.</summary>
    public static string Of(Instrument instrument, SeriesKind kind)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        AppendName(name, instrument.Name);
        name.Append(instrument.Unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" });
        name.Append(kind is SeriesKind.Counter or SeriesKind.Total ? "_total" : "");
        return name.ToString();
    }

    /// <summary>Tags as labels, without braces.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",");
            AppendName(labels, name);
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append("=\"").Append(
                text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return labels.ToString();
    }

    private static void AppendName(StringBuilder text, string name)
    {
        foreach (var letter in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }
    }
}
