using Npgsql;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>The ledger after an outage: it has what was answered, each once, and verification finds nothing.</summary>
internal static class Books
{
    /// <param name="site">The system.</param>
    /// <param name="postgres">A superuser's connection string at the server that has the ledger.</param>
    /// <param name="payers">Have stopped, and have settled what was open.</param>
    public static async Task AssertWholeAsync(OutageSite site, string postgres, Payers payers)
    {
        await using var connections = NpgsqlDataSource.Create(postgres + ";Pooling=false");
        await using var command = connections.CreateCommand("SELECT id FROM entry");
        await using var rows = await command.ExecuteReaderAsync();
        var entries = new HashSet<string>();
        while (await rows.ReadAsync())
        {
            entries.Add(PublicId.Format(PublicId.Transfer, rows.GetGuid(0)));
        }

        Assert.Empty(payers.Acknowledged.Except(entries));
        var balance = await site.GetAsync(site.AdminToken, $"/v1/accounts/{site.Destination}/balance");
        Assert.Equal(payers.Acknowledged.Distinct().Count(), balance.GetProperty("posted").GetInt64());
        var report = await site.DoAsync(site.AdminToken, "/v1/ledger/verify");
        Assert.True(report.GetProperty("sound").GetBoolean(), report.ToString());
    }
}
