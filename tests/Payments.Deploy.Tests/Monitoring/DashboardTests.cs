using System.Text.Json;
using System.Text.RegularExpressions;

namespace Payments.Deploy.Tests.Monitoring;

public sealed partial class DashboardTests
{
    private static readonly JsonElement Dashboard =
        JsonDocument.Parse(Repository.Read("deploy/grafana/dashboards/payments.json")).RootElement;

    private static IEnumerable<JsonElement> Panels => Dashboard.GetProperty("panels").EnumerateArray();

    private static IEnumerable<JsonElement> Graphs => Panels.Where(panel => panel.GetProperty("type").GetString() != "row");

    [Fact]
    public void Panels_have_numbers_titles_and_places_of_their_own()
    {
        Assert.Equal(Panels.Count(), Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(Panels.Count(), Panels.Select(panel => panel.GetProperty("title").GetString()).Distinct().Count());
        Assert.Equal(Panels.Count(), Panels.Select(panel => (Place(panel, "x"), Place(panel, "y"))).Distinct().Count());
        Assert.All(Panels, panel => Assert.InRange(Place(panel, "x") + Place(panel, "w"), 1, 24));
    }

    [Fact]
    public void Graphs_ask_the_data_source_that_is_provisioned()
    {
        var source = Yaml.Read("deploy/grafana/provisioning/datasources/prometheus.yml").Single()["datasources"].Items.Single();
        Assert.All(Graphs, graph =>
        {
            Assert.NotEmpty(graph.GetProperty("targets").EnumerateArray());
            Assert.All(graph.GetProperty("targets").EnumerateArray(), target =>
                Assert.Equal(source["uid"].Text, target.GetProperty("datasource").GetProperty("uid").GetString()));
        });
    }

    [Fact]
    public void The_data_source_is_the_Prometheus_of_the_same_composition() => Assert.Equal(
        "http://prometheus:9090",
        Yaml.Read("deploy/grafana/provisioning/datasources/prometheus.yml").Single()["datasources"].Items.Single()["url"].Text);

    [Fact]
    public void Dashboards_lie_where_Grafana_looks_for_them()
    {
        var provider = Yaml.Read("deploy/grafana/provisioning/dashboards/payments.yml").Single()["providers"].Items.Single();
        var mounts = Yaml.Read("docker-compose.yml").Single()["services"]["grafana"]["volumes"].Texts;
        Assert.Contains($"./deploy/grafana/dashboards:{provider["options"]["path"].Text}:ro", mounts);
    }

    /// <summary>The grain runtime's own dashboard calls a grain by its class.</summary>
    [Fact]
    public void Each_grain_of_the_product_is_explained_to_operators()
    {
        var grains = Repository.Files("grains", "*Grain.cs").Concat(Repository.Files("silos/Payments.Silo", "*.cs"))
            .SelectMany(file => GrainClass().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)).ToList();
        var rows = GrainRow().Matches(Repository.Read("docs/operations.md")).Select(match => match.Groups[1].Value);

        Assert.Contains("AccountGrain", grains);
        Assert.Equal(grains.Order(), rows.Order());
    }

    private static int Place(JsonElement panel, string name) => panel.GetProperty("gridPos").GetProperty(name).GetInt32();

    [GeneratedRegex(@"\bclass (\w+Grain)\b[^{;]*: Grain\b")]
    private static partial Regex GrainClass();

    [GeneratedRegex(@"(?m)^\| `(\w+Grain)` \|")]
    private static partial Regex GrainRow();
}
