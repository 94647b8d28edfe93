namespace Payments.Processes;

/// <summary>Settings of the product's processes; settings that they share and ports for HTTP come on top.</summary>
public static class ProductSettings
{
    private const string NoLimit = "1000000";

    /// <summary>Limits so wide that load meets none.</summary>
    public static IReadOnlyDictionary<string, string> WideLimits { get; } = new Dictionary<string, string>
    {
        ["Payments:Limits:PerKeyPerSecond"] = NoLimit,
        ["Payments:Limits:PerAddressPerSecond"] = NoLimit,
    };

    /// <summary>The whole system in one process, with the demo's people and money.</summary>
    public static Dictionary<string, string> WholeSystem(string postgres, string dataFolder) => new()
    {
        ["Payments:Postgres"] = postgres,
        ["Payments:DataDirectory"] = dataFolder,
        ["Payments:Demo"] = "true",
    };

    /// <summary>A silo of a cluster.</summary>
    public static Dictionary<string, string> Silo(string postgres, string name, int gatewayPort) => new()
    {
        ["Payments:Postgres"] = postgres,
        ["Payments:Cluster:Enabled"] = "true",
        ["Payments:Cluster:SiloName"] = name,
        ["Payments:Cluster:SiloPort"] = $"{FreePort.Next()}",
        ["Payments:Cluster:GatewayPort"] = $"{gatewayPort}",
    };

    /// <summary>
    /// A front end of a cluster, without limits. The first one makes the demo's data and keys; the others take the tokens
    /// that it has signed.
    /// </summary>
    public static Dictionary<string, string> FrontEnd(string postgres, string dataFolder, bool isFirst)
    {
        var settings = new Dictionary<string, string>(WideLimits)
        {
            ["Payments:Postgres"] = postgres,
            ["Payments:DataDirectory"] = dataFolder,
            ["Payments:Demo"] = isFirst ? "true" : "false",
        };
        if (!isFirst)
        {
            settings["Payments:Auth:Issuer"] = "https://issuer.payments.local";
            settings["Payments:Auth:JwksFile"] = Path.Combine(dataFolder, "jwks.json");
        }

        return settings;
    }
}
