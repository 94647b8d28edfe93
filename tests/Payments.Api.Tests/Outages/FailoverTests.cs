using System.Diagnostics;
using Payments.Api.Tests.Sites;

namespace Payments.Api.Tests.Outages;

/// <summary>
/// The primary dies under load, its standby is promoted: the same process goes on, with everything that was answered. What
/// an operator does here is what <c>docs/operations.md</c> says.
/// </summary>
[SameOnEitherRuntime]
public sealed class FailoverTests(ITestOutputHelper output)
{
    private const int PaymentsMin = 100;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task After_a_promotion_the_service_goes_on_with_everything_that_was_answered_and_never_returns_to_the_old_primary()
    {
        await using var folder = await ScratchFolder.CreateAsync();
        await using var servers = await ReplicatedPostgres.StartAsync();
        await using var site = await OutageSite.StartAsync(servers.Both, Path.Combine(folder.Path, "data"));
        await using var payers = new Payers(site);
        payers.Start();
        await MorePaymentsAsync(payers, PaymentsMin, "before");

        await servers.KillFirstAsync();
        await UntilAsync("/health/ready tells of it", async () => await site.ReadyStatusAsync() == 503);
        await servers.PromoteSecondAsync();
        var promoted = Stopwatch.GetTimestamp();
        await MorePaymentsAsync(payers, 1, "after the promotion");
        output.WriteLine($"The first payment was done {Stopwatch.GetElapsedTime(promoted).TotalSeconds:0.0} s after the promotion.");
        await UntilAsync("the system is ready again", async () => await site.ReadyStatusAsync() == 200);

        // As what it was: it stands first in the connection string, and says that it is a primary.
        await servers.StartFirstAgainAsync();
        await MorePaymentsAsync(payers, PaymentsMin, "with the former primary beside");
        await payers.StopAsync();
        await payers.SettleAsync();
        await Books.AssertWholeAsync(site, servers.Second, payers);
        await AssertNobodyWritesToAsync(servers.First);

        await servers.FollowSecondAsync();
        await ReplicatedPostgres.RequireStandbyAsync(servers.Second);
        await site.DoAsync(site.UserToken, "/v1/transfers", Calls.Transfer(site.Source, site.Destination, 1));
    }

    /// <summary>The product has no session there, neither to write nor to read.</summary>
    private static async Task AssertNobodyWritesToAsync(string former)
    {
        await using var connections = Npgsql.NpgsqlDataSource.Create(former + ";Pooling=false");
        await using var command = connections.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name IN ('payments-journal-writer', 'payments-journal-reader')");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static async Task MorePaymentsAsync(Payers payers, int count, string when)
    {
        var before = payers.Acknowledged.Count;
        await UntilAsync($"{count} payments {when}", () => Task.FromResult(payers.Acknowledged.Count >= before + count));
    }

    private static Task UntilAsync(string what, Func<Task<bool>> isSo) => Waiting.UntilAsync(isSo, TimeMax, what);
}
