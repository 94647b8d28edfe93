using Payments.Proxies;

namespace Payments.Cluster.Tests.Processes;

/// <summary>A cluster whose silos reach PostgreSQL each over a link of its own, and do not wait long for it.</summary>
public sealed class ProxiedCluster : TestCluster
{
    private readonly Dictionary<string, PostgresProxy> _links = [];

    /// <summary>How long a silo stays that alone is not answered.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(4);

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Payments:Cluster:PostgresPatience"] = Patience.ToString(),
    };

    /// <summary>The silo's link.</summary>
    internal PostgresProxy LinkOf(ServerProcess silo) => _links[silo.Name];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }
    }

    protected override Dictionary<string, string> SiloSettings(string name)
    {
        var settings = base.SiloSettings(name);
        var link = _links[name] = new PostgresProxy(settings["Payments:Postgres"]);
        settings["Payments:Postgres"] = link.ConnectionString;
        return settings;
    }
}
