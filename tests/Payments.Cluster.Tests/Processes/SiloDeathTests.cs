using System.Diagnostics;

namespace Payments.Cluster.Tests.Processes;

/// <summary>Silos die without a word, as real processes, while people pay: accounts answer again soon, and no cent is lost.</summary>
[Collection(nameof(JudgedByTime))]
public sealed class SiloDeathTests(ProxiedCluster cluster, ITestOutputHelper output) : IClassFixture<ProxiedCluster>
{
    private const int Wallets = 40;
    private const int RoundsBefore = 15;
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Accounts_of_a_killed_silo_answer_again_within_five_seconds_and_nothing_is_lost()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, Wallets);
        using var stop = new CancellationTokenSource();
        var payers = wallets.ConvertAll(wallet => wallet.PayAsync(stop.Token));
        // Not the first seconds of three processes that have just started.
        await Waiting.UntilAsync(
            () => Task.FromResult(wallets.TrueForAll(wallet => wallet.Paid.Count >= RoundsBefore)), RoundMax, "payments before");

        var killedAt = Stopwatch.GetTimestamp();
        await cluster.Silos[1].KillAsync();
        await RoundAsync(wallets, killedAt);
        await stop.CancelAsync();
        await Task.WhenAll(payers);

        var recoveries = wallets.ConvertAll(wallet => Stopwatch.GetElapsedTime(
            killedAt, wallet.Paid.Where(paid => paid.BegunAt >= killedAt).Min(paid => paid.AnsweredAt)));
        output.WriteLine($"accounts answered again after: {string.Join(", ", recoveries.Order().Select(time => $"{time.TotalSeconds:0.0}"))} s");
        await AssertNothingIsLostAsync(wallets);
        Assert.All(recoveries, time => Assert.InRange(time, TimeSpan.Zero, RecoveryMax));
    }

    [Fact]
    public async Task A_silo_that_stands_still_or_gets_a_fifth_of_its_time_keeps_its_place_under_load()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, 10);
        using var stop = new CancellationTokenSource();
        var payers = wallets.ConvertAll(wallet => wallet.PayAsync(stop.Token));
        await Waiting.UntilAsync(
            () => Task.FromResult(wallets.TrueForAll(wallet => wallet.Paid.Count >= RoundsBefore)), RoundMax, "payments before");
        var slow = cluster.Silos[1];

        for (var round = 0; round < 2; round++)
        {
            await StandStillAsync(slow, TimeSpan.FromSeconds(1.5));
            await RoundAsync(wallets, Stopwatch.GetTimestamp());
        }

        for (var slice = 0; slice < 12; slice++)
        {
            await StandStillAsync(slow, TimeSpan.FromMilliseconds(400));
            await Waiting.PassAsync(TimeSpan.FromMilliseconds(100));
        }

        await RoundAsync(wallets, Stopwatch.GetTimestamp());
        await stop.CancelAsync();
        await Task.WhenAll(payers);
        Assert.True(slow.IsRunning, slow.Output);
        Assert.Equal(3, await cluster.ActiveSilosAsync());
        Assert.False(await cluster.IsDeclaredDeadAsync(slow));
        await AssertNothingIsLostAsync(wallets);
    }

    [Fact]
    public async Task The_last_of_three_silos_goes_on_alone()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, 12);

        await cluster.Silos[1].KillAsync();
        await cluster.Silos[2].KillAsync();

        await PayThroughAsync(wallets, "with one silo of three left");
        await Waiting.UntilAsync(
            async () => await cluster.ActiveSilosAsync() == 1, RoundMax, "two silos are dead and count as active");
    }

    [Fact]
    public async Task A_cluster_that_died_as_a_whole_starts_anew_among_its_ghosts()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, 6);
        await PayThroughAsync(wallets, "before");
        foreach (var silo in cluster.Silos)
        {
            await silo.KillAsync();
        }

        // On other ports: nothing but time tells the new silos that the old ones are gone.
        var since = Stopwatch.GetTimestamp();
        await cluster.RestoreAsync();
        await PayThroughAsync(wallets, "after a cold start");

        output.WriteLine($"paid {Stopwatch.GetElapsedTime(since)} after everything was killed");
        await AssertNothingIsLostAsync(wallets);
    }

    [Fact]
    public async Task A_silo_that_PostgreSQL_alone_does_not_answer_ends_and_its_accounts_answer_elsewhere()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, 24);
        var stranded = cluster.Silos[1];
        var link = cluster.LinkOf(stranded);

        link.IsUnreachable = true;
        link.Cut();

        await Waiting.UntilAsync(() => Task.FromResult(!stranded.IsRunning), RoundMax, () => $"the silo ends; it wrote:\n{stranded.Output}");
        Assert.Equal(1, stranded.ExitCode);
        Assert.Contains("this silo ends, so that its accounts become active elsewhere", stranded.Output, StringComparison.Ordinal);
        await PayThroughAsync(wallets, "after its end");
        Assert.All(cluster.Silos.Where(silo => silo != stranded), silo => Assert.True(silo.IsRunning, silo.Output));
    }

    [Fact]
    public async Task When_PostgreSQL_answers_no_silo_all_stay_and_go_on_afterwards()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, 6);
        foreach (var silo in cluster.Silos)
        {
            cluster.LinkOf(silo).Stall();
        }

        // Longer than each of them would wait if another one were answered.
        await Waiting.PassAsync(ProxiedCluster.Patience * 1.5);
        // One by one: the first is answered for a while when the next still is not.
        foreach (var silo in cluster.Silos)
        {
            cluster.LinkOf(silo).Release();
            await Waiting.PassAsync(ProxiedCluster.Patience / 4);
        }

        await PayThroughAsync(wallets, "when it answers again");
        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning, silo.Output));
    }

    private static async Task StandStillAsync(ServerProcess silo, TimeSpan time)
    {
        await silo.PauseAsync();
        await Waiting.PassAsync(time);
        await silo.ContinueAsync();
    }

    private static async Task PayThroughAsync(List<Wallet> wallets, string when)
    {
        var payments = Task.WhenAll(wallets.Select((wallet, index) => wallet.PayOnceAsync(index)));
        await Waiting.UntilAsync(() => Task.FromResult(payments.IsCompleted), RoundMax, $"a payment {when}");
        await payments;
    }

    /// <summary>Each wallet has paid with a payment that it began after the instant.</summary>
    private static Task RoundAsync(List<Wallet> wallets, long after) => Waiting.UntilAsync(
        () => Task.FromResult(wallets.TrueForAll(wallet => wallet.Paid.Any(paid => paid.BegunAt >= after))), RoundMax, "a payment of each");

    /// <summary>Each payment is there, its key gives the same answer at the other front end, and the ledger sums to zero.</summary>
    private async Task AssertNothingIsLostAsync(List<Wallet> wallets)
    {
        await Task.WhenAll(wallets.Select(AssertNothingIsLostAsync));
        using var balance = await Wallet.GetAsync(cluster, "/v1/ledger/trial-balance", cluster.Demo("admin", "token"));
        Assert.All(balance.RootElement.GetProperty("currencies").EnumerateArray(), currency => Assert.Equal(0, currency.GetProperty("sum").GetInt64()));
    }

    private static async Task AssertNothingIsLostAsync(Wallet wallet)
    {
        foreach (var paid in wallet.Paid)
        {
            var replay = await wallet.ReplayAsync(paid.Key, paid.FrontEnd + 1);
            Assert.Equal((201, paid.Answer, true), replay);
        }

        Assert.Equal(Wallet.Funds - wallet.PaidCount, await wallet.BalanceAsync());
    }
}
