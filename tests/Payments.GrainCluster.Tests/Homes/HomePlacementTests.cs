using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Payments.Grains.Idempotency;
using Payments.Grains.Operations;
using Payments.Hosting.Cluster;

namespace Payments.GrainCluster.Tests.Homes;

/// <summary>Accounts and the slots of their commands live together, share the silos, and move when these change.</summary>
public sealed class HomePlacementTests
{
    private const int WalletCount = 40;

    [Fact]
    public async Task Accounts_and_their_slots_live_together_on_all_silos()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var (source, wallets) = await OpenAsync(teller);
        await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(wallet, source, 1)));

        Assert.All(wallets, wallet => Assert.Equal(HomeOf(cluster, GrainKind.Account, wallet), HomeOfSlot(cluster, wallet)));
        Assert.Equal(3, wallets.Select(wallet => HomeOf(cluster, GrainKind.Account, wallet)).Distinct().Count());
    }

    [Fact]
    public async Task A_new_silo_gets_its_share_of_the_accounts_in_use_and_nothing_fails()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var (source, wallets) = await OpenAsync(teller);
        using var end = new CancellationTokenSource();
        var load = Task.WhenAll(wallets.Select(wallet => teller.MoveEachAsync(wallet, source, 1_000, end.Token)));

        var added = await cluster.Silos.StartAdditionalSiloAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(IsAnyIn(added, wallets) && AreAllHome(cluster)), "the new silo has its accounts, and all are at home");
        await end.CancelAsync();
        var paid = await load;

        Assert.Equal((WalletCount * 1_000L) - paid.Sum(), -await cluster.PostedAsync(source));
        Assert.All(wallets, wallet => Assert.Single(cluster.WhereActive(GrainKind.Account, wallet)));
        await cluster.AssertSoundAsync();
    }

    [Fact]
    public async Task A_front_end_calls_the_home_and_finds_another_way_when_that_is_gone()
    {
        var calls = new CallsOfEntrances();
        await using var cluster = await ThreeSilos.StartAsync(builder => builder.ConfigureSilo((_, silo) =>
            silo.Services.AddSingleton(services => calls.In(services.GetRequiredService<ILocalSiloDetails>().SiloAddress))));
        using var sender = new HomeSender(cluster.Silos.Client, TimeProvider.System, NullLogger<HomeSender>.Instance);
        var teller = new Teller(sender, cluster.Silos.Client);
        var (source, wallets) = await OpenAsync(teller);
        await sender.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => AllGoHomeAsync(cluster, calls, teller, wallets, source), "commands go straight home");

        var gone = Assert.Single(cluster.WhereActive(GrainKind.Account, wallets[0]));
        await cluster.Silos.KillSiloAsync(gone);
        var answers = await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(wallet, source, 1)));
        await Eventually.TrueAsync(() => AllGoHomeAsync(cluster, calls, teller, wallets, source), "commands go straight to the new homes");
        await sender.StopAsync(CancellationToken.None);

        Assert.All(answers, answer => Assert.IsType<Done>(answer));
        Assert.NotEqual(gone.Name, HomeOf(cluster, GrainKind.Account, wallets[0]));
    }

    [Fact]
    public async Task A_front_end_goes_around_a_silo_that_does_not_answer_it_and_that_is_not_dead()
    {
        var calls = new CallsOfEntrances();
        await using var cluster = await ThreeSilos.StartAsync(builder => builder.ConfigureSilo((_, silo) =>
            silo.Services.AddSingleton(services => calls.In(services.GetRequiredService<ILocalSiloDetails>().SiloAddress))));
        using var sender = new HomeSender(cluster.Silos.Client, TimeProvider.System, NullLogger<HomeSender>.Instance);
        var teller = new Teller(sender, cluster.Silos.Client);
        var (source, wallets) = await OpenAsync(teller);
        await sender.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => AllGoHomeAsync(cluster, calls, teller, wallets, source), "commands go straight home");

        var deaf = Assert.Single(cluster.WhereActive(GrainKind.Account, wallets[0])).SiloAddress;
        calls.Deafen(deaf);
        var answers = await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(wallet, source, 1)));
        await Eventually.TrueAsync(
            async () =>
            {
                calls.Take();
                await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(wallet, source, 1)));
                return calls.Take().Count == wallets.Length;
            },
            "the first try of each command goes in by a silo that answers");
        var home = Assert.Single(cluster.WhereActive(GrainKind.Account, wallets[0])).SiloAddress;
        calls.Heal();
        await Eventually.TrueAsync(() => AllGoHomeAsync(cluster, calls, teller, wallets, source), "commands go straight home again");
        await sender.StopAsync(CancellationToken.None);

        Assert.All(answers, answer => Assert.IsType<Done>(answer));
        Assert.Equal(deaf, home);
    }

    private static async Task<bool> AllGoHomeAsync(ThreeSilos cluster, CallsOfEntrances calls, Teller teller, Guid[] wallets, Guid source)
    {
        calls.Take();
        var answers = await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(wallet, source, 1)));
        Assert.All(answers, answer => Assert.IsType<Done>(answer));
        var silos = ActiveIn(cluster).Select(silo => silo.SiloAddress).ToList();
        var taken = calls.Take();
        return taken.Count == wallets.Length && taken.TrueForAll(call => Payments.Hosting.Cluster.Homes.Of(call.Slot, silos).Equals(call.Silo));
    }

    private static async Task<(Guid Source, Guid[] Wallets)> OpenAsync(Teller teller)
    {
        var source = await teller.OpenAsync(AccountType.External);
        var wallets = await Task.WhenAll(Enumerable.Range(0, WalletCount).Select(_ => teller.OpenAsync(AccountType.Wallet)));
        var funded = await Task.WhenAll(wallets.Select(wallet => teller.MoveAsync(source, wallet, 1_000)));
        Assert.All(funded, answer => Assert.IsType<Done>(answer));
        return (source, wallets);
    }

    private static string HomeOf(ThreeSilos cluster, GrainKind kind, Guid id) => Assert.Single(cluster.WhereActive(kind, id)).Name;

    private static string HomeOfSlot(ThreeSilos cluster, Guid account) =>
        HomeOf(cluster, GrainKind.IdempotencySlot, IdempotencySlots.KeyOf(IdempotencySlots.SlotOf(account)));

    private static bool IsAnyIn(InProcessSiloHandle silo, Guid[] wallets) =>
        wallets.Any(wallet => GrainsOf(silo).Find(GrainKind.Account, wallet) is not null);

    private static bool AreAllHome(ThreeSilos cluster)
    {
        var silos = ActiveIn(cluster);
        var addresses = silos.Select(silo => silo.SiloAddress).ToList();
        return silos.TrueForAll(silo => !GrainsOf(silo)
            .AwayFromHome(slot => Payments.Hosting.Cluster.Homes.Of(slot, addresses).Equals(silo.SiloAddress)).Any());
    }

    private static List<InProcessSiloHandle> ActiveIn(ThreeSilos cluster) => [.. cluster.Silos.Silos.Where(silo => silo.IsActive)];

    private static ActiveGrains GrainsOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<ActiveGrains>();
}
