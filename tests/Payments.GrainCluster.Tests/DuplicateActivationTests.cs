using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Payments.Grains.Operations;

namespace Payments.GrainCluster.Tests;

/// <summary>No guarantee rests on there being one activation: with two, PostgreSQL decides, and both are fenced in turn.</summary>
public sealed class DuplicateActivationTests
{
    private const int MovesOfEach = 30;

    [Fact]
    public async Task Two_activations_of_one_account_move_every_cent_once()
    {
        await using var cluster = await ThreeSilos.StartAsync(builder =>
            builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton<IGrainDirectoryResolver, LyingDirectory>()));
        var (left, right) = (cluster.Silos.Silos[0], cluster.Silos.Silos[1]);
        var source = await TellerIn(left).SubmitOpeningAsync(AccountType.External);
        var destination = await TellerIn(left).SubmitOpeningAsync(AccountType.Wallet);

        // In turns: each finds that the other one has taken the account, and takes it back.
        foreach (var silo in new[] { left, right, left, right })
        {
            Assert.True(await TryMoveInAsync(silo, source, destination));
        }

        Assert.True(IsActiveIn(left, source) && IsActiveIn(right, source), "both are active");
        Assert.True(await EpochAsync(cluster, source) >= 4, "each has taken the place twice");
        var giveUps = (await Task.WhenAll(MoveAllInAsync(left, source, destination), MoveAllInAsync(right, source, destination))).Sum();

        TestContext.Current.TestOutputHelper?.WriteLine($"commands that gave up: {giveUps}, epoch: {await EpochAsync(cluster, source)}");
        const long Moved = 4 + (2 * MovesOfEach);
        Assert.Equal((Moved, -Moved), (await cluster.PostedAsync(destination), await cluster.PostedAsync(source)));
        Assert.Equal(Moved, await cluster.ScalarAsync<long>("SELECT count(*) FROM posting WHERE account_id = $1", source));
        Assert.Equal(Moved, await cluster.ScalarAsync<long>("SELECT max(sequence) FROM posting WHERE account_id = $1", source));
        Assert.Equal(0L, await cluster.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT epoch, lag(epoch) OVER (ORDER BY sequence) AS before FROM posting WHERE account_id = $1) p WHERE epoch < before", source));
        await cluster.AssertSoundAsync();
    }

    /// <summary>Until so many have gone through. What gave up has certainly not been executed, and comes again as another transfer.</summary>
    /// <returns>How many gave up.</returns>
    private static async Task<int> MoveAllInAsync(InProcessSiloHandle silo, Guid source, Guid destination)
    {
        var giveUps = 0;
        for (var done = 0; done < MovesOfEach;)
        {
            var isDone = await TryMoveInAsync(silo, source, destination);
            done += isDone ? 1 : 0;
            giveUps += isDone ? 0 : 1;
            Assert.True(giveUps < 100, "one of the two starves");
        }

        return giveUps;
    }

    /// <summary>From inside one silo, which keeps an activation of its own.</summary>
    /// <returns>False when the activation lost its place again and again, and ended.</returns>
    private static async Task<bool> TryMoveInAsync(InProcessSiloHandle silo, Guid source, Guid destination)
    {
        var answer = await TellerIn(silo).SubmitAsync(source, destination, 1);
        Assert.True(answer is Done or Fenced, $"{answer}");
        return answer is Done;
    }

    /// <summary>A caller inside a silo, who asks for his grains to be there.</summary>
    private static Teller TellerIn(InProcessSiloHandle silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        return new Teller(silo.ServiceProvider.GetRequiredService<IGrainFactory>());
    }

    private static Task<long> EpochAsync(ThreeSilos cluster, Guid account) =>
        cluster.ScalarAsync<long>("SELECT epoch FROM balance WHERE account_id = $1", account);

    private static bool IsActiveIn(InProcessSiloHandle silo, Guid account) =>
        silo.ServiceProvider.GetRequiredService<ActiveGrains>().Find(GrainKind.Account, account) is not null;
}
