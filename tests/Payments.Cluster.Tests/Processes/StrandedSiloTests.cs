namespace Payments.Cluster.Tests.Processes;

/// <summary>Silos that PostgreSQL does not answer, while their network to the others is well.</summary>
[Collection("processes")]
public sealed class StrandedSiloTests(ProxiedCluster cluster) : IClassFixture<ProxiedCluster>
{
    private const int Wallets = 24;
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_silo_that_alone_is_not_answered_ends_and_its_accounts_answer_elsewhere()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, Wallets);
        await Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));
        var stranded = cluster.Silos[1];
        var link = cluster.LinkOf(stranded);

        link.IsUnreachable = true;
        link.Cut();

        await Waiting.UntilAsync(() => Task.FromResult(!stranded.IsRunning), EndMax, () => $"the silo ends; it wrote:\n{stranded.Output}");
        Assert.Equal(1, stranded.ExitCode);
        Assert.Contains("this silo ends, so that its accounts become active elsewhere", stranded.Output, StringComparison.Ordinal);
        var payments = Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(1)));
        await Waiting.UntilAsync(() => Task.FromResult(payments.IsCompleted), EndMax, "a payment of each wallet");
        await payments;
        Assert.All(cluster.Silos.Where(silo => silo != stranded), silo => Assert.True(silo.IsRunning, silo.Output));
    }

    [Fact]
    public async Task When_no_silo_is_answered_all_stay_and_go_on_afterwards()
    {
        await cluster.RestoreAsync();
        var wallets = await Wallet.OpenAsync(cluster, Wallets);
        foreach (var silo in cluster.Silos)
        {
            cluster.LinkOf(silo).Stall();
        }

        // Longer than each of them would wait if another one were answered.
        await Waiting.PassAsync(ProxiedCluster.Patience * 2);
        // One by one: the first is answered for a while when the next still is not.
        foreach (var silo in cluster.Silos)
        {
            cluster.LinkOf(silo).Release();
            await Waiting.PassAsync(ProxiedCluster.Patience / 4);
        }

        var payments = Task.WhenAll(wallets.Select(wallet => wallet.PayOnceAsync(0)));
        await Waiting.UntilAsync(() => Task.FromResult(payments.IsCompleted), EndMax, "a payment of each wallet");
        await payments;
        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning, silo.Output));
    }
}
