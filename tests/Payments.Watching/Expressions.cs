using System.Text.Json;
using System.Text.RegularExpressions;

namespace Payments.Watching;

/// <summary>What an expression of Prometheus' language asks of one metric.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Labels">Labels it is chosen by.</param>
/// <param name="Values">Labels with the one value that is asked for.</param>
public sealed record MetricUse(string Metric, IReadOnlyList<string> Labels, IReadOnlyList<(string Label, string Value)> Values);

/// <summary>Finds the metrics in the expressions of the dashboard, the alerts and the autoscaling.</summary>
public static partial class Expressions
{
    /// <summary>Names that are no metrics: what stands before a parenthesis is a function, and these are words of the language.</summary>
    private static readonly HashSet<string> Words = ["by", "and", "or", "on", "le", "without", "ignoring", "vector", "up"];

    /// <summary>Every expression in deploy/, with where it stands.</summary>
    public static IEnumerable<(string Place, string Expression)> All()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(PathOf("deploy/grafana/dashboards/payments.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            foreach (var target in panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [])
            {
                yield return ($"panel {panel.GetProperty("title")}", target.GetProperty("expr").GetString()!);
            }
        }

        foreach (Match alert in Alert().Matches(File.ReadAllText(PathOf("deploy/prometheus/alerts.yml"))))
        {
            yield return ($"alert {alert.Groups[1].Value}", alert.Groups[2].Value);
        }

        foreach (Match metric in PodMetric().Matches(File.ReadAllText(PathOf("deploy/kubernetes/autoscaling.yaml"))))
        {
            yield return ("autoscaling", metric.Groups[1].Value);
        }
    }

    /// <summary>The metrics of an expression.</summary>
    public static IReadOnlyList<MetricUse> Uses(string expression)
    {
        var uses = new List<MetricUse>();
        foreach (Match match in Term().Matches(Grouping().Replace(expression, " ")))
        {
            var name = match.Groups["name"].Value;
            if (name.Length > 0 && !match.Groups["call"].Success && !Words.Contains(name))
            {
                var selectors = Selector().Matches(match.Groups["selectors"].Value);
                uses.Add(new MetricUse(
                    name,
                    [.. selectors.Select(selector => selector.Groups[1].Value)],
                    [.. selectors.Where(selector => selector.Groups[2].Value == "=").Select(selector => (selector.Groups[1].Value, selector.Groups[3].Value))]));
            }
        }

        return uses;
    }

    private static string PathOf(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, path)))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"- alert: (\w+)\s+expr: (.+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"metric: \{ name: (\w+) \}")]
    private static partial Regex PodMetric();

    /// <summary>Lists of labels to group by hold no metrics.</summary>
    [GeneratedRegex(@"\b(?:by|without|on|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    /// <summary>A name with what follows it, or what holds no names: strings, ranges, numbers.</summary>
    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)(?<call>\s*\()?(?<selectors>\{[^}]*\})?|"[^"]*"|\[[^\]]*\]|\d[\da-z.]*""")]
    private static partial Regex Term();

    [GeneratedRegex("""(\w+)(=~|!~|!=|=)"([^"]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Selector();
}
