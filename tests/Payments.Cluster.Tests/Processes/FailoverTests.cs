using System.Diagnostics;

namespace Payments.Cluster.Tests.Processes;

/// <summary>The primary dies under a cluster, and its standby is promoted: silos and front ends go on without a restart.</summary>
public sealed class FailoverTests(ReplicatedCluster cluster, ITestOutputHelper output) : IClassFixture<ReplicatedCluster>
{
    private const int Wallets = 10;
    private const int RoundsBefore = 5;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task After_a_promotion_the_silos_go_on_lose_nothing_and_still_notice_when_one_of_them_dies()
    {
        var wallets = await Wallet.OpenAsync(cluster, Wallets);
        using var stop = new CancellationTokenSource();
        var payers = wallets.ConvertAll(wallet => wallet.PayAsync(stop.Token));
        await UntilAsync("payments before", () => wallets.TrueForAll(wallet => wallet.Paid.Count >= RoundsBefore));

        await cluster.Servers.KillFirstAsync();
        await cluster.Servers.PromoteSecondAsync();
        var promoted = Stopwatch.GetTimestamp();
        await RoundAsync(wallets, promoted);
        output.WriteLine($"every wallet had paid {Stopwatch.GetElapsedTime(promoted).TotalSeconds:0.0} s after the promotion");

        // Membership too has moved: the others agree there that a silo is dead, and its accounts answer elsewhere.
        await cluster.Silos[1].KillAsync();
        await RoundAsync(wallets, Stopwatch.GetTimestamp());
        await Waiting.UntilAsync(() => cluster.IsDeclaredDeadAsync(cluster.Silos[1]), TimeMax, "the silo is declared dead");
        await stop.CancelAsync();
        await Task.WhenAll(payers);

        foreach (var wallet in wallets)
        {
            Assert.Equal(Wallet.Funds - wallet.PaidCount, await wallet.BalanceAsync());
            var first = wallet.Paid.First();
            Assert.Equal((201, first.Answer, true), await wallet.ReplayAsync(first.Key, first.FrontEnd));
        }

        await VerifyAsync();
    }

    private async Task VerifyAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/ledger/verify");
        request.Headers.Authorization = new("Bearer", cluster.Demo("admin", "token"));
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var response = await cluster.Clients[0].SendAsync(request);
        var report = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"sound\":true", report, StringComparison.Ordinal);
    }

    /// <summary>Each wallet has paid with a payment that it began after the instant.</summary>
    private static Task RoundAsync(List<Wallet> wallets, long after) =>
        UntilAsync("a payment of each", () => wallets.TrueForAll(wallet => wallet.Paid.Any(paid => paid.BegunAt >= after)));

    private static Task UntilAsync(string what, Func<bool> isSo) => Waiting.UntilAsync(() => Task.FromResult(isSo()), TimeMax, what);
}
