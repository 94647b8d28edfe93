using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using Payments.Grains.Operations;

namespace Payments.GrainCluster.Tests;

/// <summary>Grains across silos that are looked at, killed and drained.</summary>
public sealed class SiloTests
{
    [Fact]
    public async Task Each_silo_s_grain_lives_in_its_silo_and_finds_what_is_active_there()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var (source, destination) = (await teller.OpenAsync(AccountType.External), await teller.OpenAsync(AccountType.Wallet));
        Assert.IsType<Done>(await teller.MoveAsync(source, destination, 1));
        var directory = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ISiloDirectory>();

        var members = await directory.ListAsync(CancellationToken.None);
        var found = await Task.WhenAll(members.Select(member => directory.AskAsync(member, silo => silo.FindAsync(GrainKind.Account, source))));
        var reports = await Task.WhenAll(members.Select(member => directory.AskAsync(member, silo => silo.ReportAsync())));

        Assert.Equal(3, reports.Count(report => report is { Activations: >= 0 }));
        var place = Assert.Single(found, report => report is not null);
        Assert.Equal(1, place!.Epoch);
        var active = Assert.Single(cluster.WhereActive(GrainKind.Account, source));
        Assert.Equal(members[Array.FindIndex(found, report => report is not null)].Name, active.Name);
    }

    [Fact]
    public async Task An_account_whose_silo_is_killed_answers_in_another_one_with_its_balance()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var (source, destination) = (await teller.OpenAsync(AccountType.External), await teller.OpenAsync(AccountType.Wallet));
        Assert.IsType<Done>(await teller.MoveAsync(source, destination, 100));
        Assert.IsType<Done>(await teller.MoveAsync(destination, source, 30));
        var home = Assert.Single(cluster.WhereActive(GrainKind.Account, destination));

        await cluster.Silos.KillSiloAsync(home);
        var tooMuch = Assert.IsType<Refused>(await teller.MoveAsync(destination, source, 71));
        Assert.IsType<Done>(await teller.MoveAsync(destination, source, 70));

        Assert.Equal(RefusalCodes.InsufficientFunds, tooMuch.Refusal.Code);
        Assert.Equal(0, await cluster.PostedAsync(destination));
        Assert.NotEqual(home.Name, Assert.Single(cluster.WhereActive(GrainKind.Account, destination)).Name);
    }

    [Fact]
    public async Task A_silo_is_drained_under_load_without_a_failed_request()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var source = await teller.OpenAsync(AccountType.External);
        var wallets = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => teller.OpenAsync(AccountType.Wallet)));
        var moves = await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(source, wallet, 1_000)));
        var home = Assert.Single(cluster.WhereActive(GrainKind.Account, source));
        var directory = home.ServiceProvider.GetRequiredService<ISiloDirectory>();
        var member = (await directory.ListAsync(CancellationToken.None)).Single(one => one.Name == home.Name);

        using var end = new CancellationTokenSource();
        var load = Task.WhenAll(wallets.Select(wallet => teller.MoveEachAsync(wallet, source, 1_000, end.Token)));
        var stops = StopsAsync(home);
        Assert.Null(await directory.AskAsync(member, silo => silo.DrainAsync(Origin.OfSystem("test"))));
        await stops;
        await cluster.Silos.StopSiloAsync(home);
        Assert.IsType<Done>(await teller.MoveAsync(source, wallets[0], 1));
        await end.CancelAsync();
        var paid = await load;

        Assert.All(moves, answer => Assert.IsType<Done>(answer));
        Assert.True(paid.Sum() > wallets.Length, "requests went on");
        Assert.Equal((1_000L * wallets.Length) + 1 - paid.Sum(), -await cluster.PostedAsync(source));
        Assert.NotEqual(home.Name, Assert.Single(cluster.WhereActive(GrainKind.Account, source)).Name);
        Assert.Equal(1L, await cluster.ScalarAsync<long>("SELECT count(*) FROM operator_action WHERE action = 'silo.drain'"));
    }

    /// <summary>The host of a process would stop now; of silos in one process, the test is the host.</summary>
    private static Task StopsAsync(InProcessSiloHandle silo)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
