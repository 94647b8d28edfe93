using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Payments.Grains.Operations;

namespace Payments.GrainCluster.Tests;

/// <summary>No guarantee rests on there being one activation: with two, PostgreSQL decides, and both are fenced in turn.</summary>
public sealed class DuplicateActivationTests
{
    private const int MovesOfEach = 40;

    [Fact]
    public async Task Two_activations_of_one_account_move_every_cent_once()
    {
        await using var cluster = await ThreeSilos.StartAsync(builder =>
        {
            builder.Options.UseTestClusterGrainDirectory = false;
            builder.ConfigureSilo((_, silo) => silo.AddGrainDirectory(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, (_, _) => new LyingDirectory()));
        });
        var teller = new Teller(cluster.Silos.Client);
        var (source, destination) = (await teller.OpenAsync(AccountType.External), await teller.OpenAsync(AccountType.Wallet));

        var answers = await Task.WhenAll(cluster.Silos.Silos.Take(2).Select(silo => MoveFromAsync(silo, source, destination)));

        Assert.Equal(2, cluster.Silos.Silos.Take(2).Count(silo => IsActiveIn(silo, source)));
        var done = answers.Sum(count => count);
        Assert.True(done > MovesOfEach, $"{done} of {2 * MovesOfEach} went through");
        Assert.Equal((done, -done), (await cluster.PostedAsync(destination), await cluster.PostedAsync(source)));
        Assert.Equal(done, await cluster.ScalarAsync<long>("SELECT count(*) FROM posting WHERE account_id = $1", source));
        Assert.Equal(done, await cluster.ScalarAsync<long>("SELECT max(sequence) FROM posting WHERE account_id = $1", source));
        Assert.True(await cluster.ScalarAsync<long>("SELECT epoch FROM balance WHERE account_id = $1", source) >= 2, "each has taken the place");
        Assert.Equal(0L, await cluster.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT epoch, lag(epoch) OVER (ORDER BY sequence) AS before FROM posting WHERE account_id = $1) p WHERE epoch < before", source));
    }

    /// <summary>From inside one silo, which keeps an activation of its own.</summary>
    private static async Task<long> MoveFromAsync(InProcessSiloHandle silo, Guid source, Guid destination)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        var teller = new Teller(silo.ServiceProvider.GetRequiredService<IGrainFactory>());
        var done = 0L;
        for (var move = 0; move < MovesOfEach; move++)
        {
            try
            {
                done += await teller.SubmitAsync(source, destination, 1) is Done ? 1 : 0;
            }
            catch (JournalUnavailableException)
            {
                // Certain that nothing was executed: it lost its place three times in a row and gave up.
            }
        }

        return done;
    }

    private static bool IsActiveIn(InProcessSiloHandle silo, Guid account) =>
        silo.ServiceProvider.GetRequiredService<ActiveGrains>().Find(GrainKind.Account, account) is not null;
}
