using YamlDotNet.Serialization.NamingConventions;

namespace Payments.Deploy.Tests.Monitoring;

public sealed class MonitoringSchemaTests
{
    private const string Rules = "deploy/prometheus/alerts.yml";

    private const string Scraping = "deploy/prometheus/prometheus.yml";

    [Fact]
    public void Rules_and_configuration_say_nothing_that_Prometheus_does_not_know()
    {
        Assert.Null(Complaint<RuleFile>(Repository.Read(Rules)));
        Assert.Null(Complaint<ScrapeFile>(Repository.Read(Scraping)));
        StrictYaml.RefuseKeysTwice(Repository.Read(Rules));
        StrictYaml.RefuseKeysTwice(Repository.Read(Scraping));
    }

    [Theory]
    [InlineData("expr:", "expression:")]
    [InlineData("severity: page }", "severity: 1 }")]
    [InlineData("for: 10m", "fore: 10m")]
    public void A_slip_in_the_rules_is_found(string right, string wrong)
    {
        var text = Repository.Read(Rules);
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.NotNull(Complaint<RuleFile>(text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_slip_in_the_configuration_is_found() => Assert.NotNull(Complaint<ScrapeFile>(
        Repository.Read(Scraping).Replace("scrape_configs", "scrape_config", StringComparison.Ordinal)));

    private static string? Complaint<T>(string text) => StrictYaml.Complaint<T>(text, UnderscoredNamingConvention.Instance);
}
