using System.Text.RegularExpressions;

namespace Payments.Deploy.Tests.Monitoring;

public sealed partial class AlertTests
{
    private static readonly IReadOnlyList<Yaml> Alerts =
        [.. Yaml.Read("deploy/prometheus/alerts.yml").Single()["groups"].Items.SelectMany(group => group["rules"].Items)];

    /// <summary>Headings as a browser's address names them: lower case, letters, digits and hyphens.</summary>
    private static readonly IReadOnlyList<string> Anchors =
    [
        .. Repository.Read("docs/operations.md").Split('\n').Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [Fact]
    public void Each_alert_is_whole() => Assert.All(Alerts, alert =>
    {
        Assert.Matches("^Payments[A-Za-z]+$", alert["alert"].Text);
        Assert.NotEqual("", alert["expr"].Text);
        Assert.Contains(alert["labels"]["severity"].Text, new[] { "page", "ticket" });
        Assert.NotEqual("", alert["annotations"]["summary"].Text);
    });

    [Fact]
    public void Each_alert_s_runbook_is_a_section_of_the_manual() => Assert.All(Alerts, alert =>
    {
        var runbook = alert["annotations"]["runbook"].Text.Split('#');
        Assert.Equal("docs/operations.md", runbook[0]);
        Assert.Equal(alert["alert"].Text.ToLowerInvariant(), runbook[1]);
        Assert.Contains(runbook[1], Anchors);
    });

    [Fact]
    public void No_alert_is_there_twice_and_no_runbook_without_its_alert()
    {
        var names = Alerts.Select(alert => alert["alert"].Text.ToLowerInvariant()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Empty(Anchors.Where(anchor => anchor.StartsWith("payments", StringComparison.Ordinal)).Except(names));
    }

    [Fact]
    public void Expressions_close_what_they_open() => Assert.All(Alerts, alert =>
    {
        foreach (var (open, close) in new[] { ('(', ')'), ('{', '}'), ('[', ']') })
        {
            Assert.Equal(alert["expr"].Text.Count(letter => letter == open), alert["expr"].Text.Count(letter => letter == close));
        }
    });

    [Fact]
    public void Jobs_are_those_that_are_scraped()
    {
        var jobs = Yaml.Read("deploy/prometheus/prometheus.yml").Single()["scrape_configs"].Items.Select(job => job["job_name"].Text);
        var asked = Alerts.SelectMany(alert => Job().Matches(alert["expr"].Text)).Select(match => match.Groups[1].Value).Distinct();
        Assert.Equal(jobs.Order(), asked.Order());
    }

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("job=\"([^\"]+)\"")]
    private static partial Regex Job();
}
