using Npgsql;
using Orleans.Streams;
using Orleans.Streams.Core;
using Payments.Domain.Feed;
using Payments.Journal.Connections;

namespace Payments.GrainCluster.Tests;

/// <summary>A consumer of a stream has every event once, also when silos die with pages in their memory.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task No_event_is_lost_at_a_consumer_when_silos_die()
    {
        await using var cluster = await ThreeSilos.StartAsync();
        var teller = new Teller(cluster.Silos.Client);
        var source = await teller.OpenAsync(AccountType.External);
        var wallets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => teller.OpenAsync(AccountType.Wallet)));

        for (var round = 0; round < 3; round++)
        {
            var load = Task.WhenAll(wallets.SelectMany(wallet => Enumerable.Range(0, 5).Select(_ => teller.MoveAsync(source, wallet, 1))));
            if (round < 2)
            {
                await cluster.Silos.KillSiloAsync(cluster.Silos.Silos.First(silo => silo.IsActive));
                await cluster.Silos.StartAdditionalSiloAsync();
            }

            Assert.All(await load, answer => Assert.IsType<Done>(answer));
        }

        await Eventually.TrueAsync(
            async () => await cluster.ScalarAsync<long>("SELECT count(*) FROM consumed") == await PaymentsAsync(cluster),
            "every event has come to the consumer");
        Assert.Equal(120L, await PaymentsAsync(cluster));
        Assert.Equal(0L, await cluster.ScalarAsync<long>("""
            SELECT count(*) FROM (SELECT position, lag(position) OVER (ORDER BY ordinal) AS before FROM consumed) c WHERE position < before
            """));
    }

    private static Task<long> PaymentsAsync(ThreeSilos cluster) =>
        cluster.ScalarAsync<long>("SELECT count(*) FROM event WHERE type BETWEEN 1 AND 5");
}

/// <summary>Writes down each event of the namespace in one transaction with how far it has come.</summary>
[ImplicitStreamSubscription(FeedNamespace.PaymentsName)]
internal sealed class ConsumerGrain(IEventFeed feed, JournalConnections connections) : Grain, IConsumerGrain, IStreamSubscriptionObserver
{
    private FeedFollower? _follower;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<FeedPage>().ResumeAsync(async (page, _) =>
        {
            _follower ??= new FeedFollower(feed, FeedNamespace.Of(FeedNamespace.PaymentsName), await ReadCursorAsync());
            await _follower.FollowAsync(page, ApplyAsync);
        });

    private async Task<long> ReadCursorAsync()
    {
        await using var command = connections.Feed.CreateCommand("SELECT coalesce(max(position), 0) FROM feed_cursor WHERE name = 'consumer'");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ApplyAsync(FeedPage page)
    {
        await using var connection = await connections.Feed.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("""
            WITH moved AS (
                INSERT INTO feed_cursor (name, position) VALUES ('consumer', $2)
                    ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE feed_cursor.position < excluded.position
                RETURNING 1)
            INSERT INTO consumed (position) SELECT unnest($1::bigint[]) FROM moved
            """, connection)
        {
            Parameters = { new() { Value = page.Notices.Select(notice => notice.Position).ToArray() }, new() { Value = page.UpTo } },
        };
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}

/// <summary>Called by its stream alone.</summary>
[Alias("test.consumer-grain")]
internal interface IConsumerGrain : IGrainWithStringKey;
