using System.Text.RegularExpressions;
using Payments.Deploy.Tests.Tools;

namespace Payments.Deploy.Tests.Monitoring;

/// <summary>When each alert fires and when it rests, judged by Prometheus' own tool.</summary>
public sealed partial class AlertRuleTests
{
    private const string Cases = "tests/Payments.Deploy.Tests/Monitoring/alerts.test.yml";

    [Fact]
    public void Each_alert_has_a_case_in_which_it_fires_and_one_in_which_it_rests()
    {
        var checks = Yaml.Read(Cases).Single()["tests"].Items.SelectMany(group => group["promql_expr_test"].Items)
            .Select(check => (Alert: Alert().Match(check["expr"].Text).Groups[1].Value, Fires: check["exp_samples"].Items.Any())).ToList();
        var alerts = Yaml.Read("deploy/prometheus/alerts.yml").Single()["groups"].Items
            .SelectMany(group => group["rules"].Items).Select(rule => rule["alert"].Text).Order().ToList();
        Assert.Equal(alerts, checks.Where(check => check.Fires).Select(check => check.Alert).Distinct().Order());
        Assert.Equal(alerts, checks.Where(check => !check.Fires).Select(check => check.Alert).Distinct().Order());
    }

    [Fact]
    public async Task They_fire_and_rest_as_the_cases_say()
    {
        var run = await Tool.Promtool().RunAsync(null, "test", "rules", Cases);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    [Fact]
    public async Task Rules_and_configuration_are_what_Prometheus_reads()
    {
        var run = await Tool.Promtool().RunAsync(null, "check", "config", "deploy/prometheus/prometheus.yml");
        Assert.True(run.ExitCode == 0 && run.Output.Contains("alerts.yml", StringComparison.Ordinal), run.Output + run.Errors);
    }

    [Fact]
    public async Task A_wrong_expression_is_found()
    {
        using var planted = new Payments.Processes.TemporaryFolder("payments-rules-");
        var rules = Path.Combine(planted.Path, "alerts.yml");
        await File.WriteAllTextAsync(rules, Repository.Read("deploy/prometheus/alerts.yml").Replace("max(", "maximum(", StringComparison.Ordinal));
        Assert.NotEqual(0, (await Tool.Promtool().RunAsync(null, "check", "rules", rules)).ExitCode);
    }

    [GeneratedRegex("alertname=\"([A-Za-z]+)\"")]
    private static partial Regex Alert();
}
