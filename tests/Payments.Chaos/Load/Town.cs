using System.Text.Json;
using System.Text.Json.Nodes;
using Payments.Chaos.Processes;

namespace Payments.Chaos.Load;

/// <summary>The accounts of a run, all of one owner: few, poor, two of them hot, so that requests meet and are declined.</summary>
/// <param name="Owner">Whose they are.</param>
/// <param name="Accounts">The accounts; the first two are the hot pair.</param>
/// <param name="Total">What they hold together.</param>
internal sealed record Town(string Owner, IReadOnlyList<string> Accounts, long Total)
{
    private const int Wallets = 24;
    private const long Funds = 3_000;

    internal static async Task<Town> BuildAsync(ChaosCluster cluster, ChaosClient client)
    {
        var port = cluster.FrontEnds[0].Process.Port;
        var owner = IdOf(await client.SetUpAsync(port, "/v1/users", """{"name":"Chaos"}"""));
        var bank = IdOf(await client.SetUpAsync(port, "/v1/accounts", """{"type":"external","currency":"USD"}"""));
        var accounts = new List<string>();
        for (var index = 0; index < Wallets; index++)
        {
            var body = new JsonObject { ["owner"] = owner, ["currency"] = "USD", ["metadata"] = new JsonObject { ["number"] = $"{index}" } };
            accounts.Add(IdOf(await client.SetUpAsync(port, "/v1/accounts", body.ToJsonString())));
        }

        return new Town(owner, accounts, Wallets * Funds) { Bank = bank };
    }

    /// <summary>Where the money comes from, before the load.</summary>
    internal string Bank { get; private init; } = "";

    /// <summary>Requests that fund the accounts: part of the history like all others.</summary>
    internal IEnumerable<Invocation> Funding() => Accounts.Select((account, index) => new Invocation
    {
        Op = 0,
        Process = 0,
        Kind = OperationKind.Transfer,
        Key = $"fund {index}",
        Node = "",
        At = 0,
        Source = Bank,
        Destination = account,
        Amount = Funds,
    });

    private static string IdOf(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("id").GetString()!;
    }
}
