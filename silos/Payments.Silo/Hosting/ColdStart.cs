#if ORLEANS
using Microsoft.Extensions.Options;
using Npgsql;
using Payments.Hosting.Cluster;
using Payments.Journal.Connections;

namespace Payments.Silo.Hosting;

/// <summary>
/// Before a silo joins: a cluster that died as a whole has left silos behind that count as active, and nobody who could
/// declare them dead. A new silo would try to reach them until it gave up. When none of them gives a sign of life for some
/// seconds while this one looks on, they are dead. By change, not by age: clocks of machines differ, and silos that could
/// not reach PostgreSQL for a while show themselves as soon as they can.
/// </summary>
internal sealed partial class ColdStart(
    JournalConnections connections, IOptions<ClusterSettings> cluster, TimeProvider clock, ILogger<ColdStart> logger) : IHostedService
{
    // Five signs of life, which silos give every second.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Status 3 is active: a silo that joins as well gives no signs yet, and is not waited for by anybody.
    private const string Signs = "SELECT generation, alive_at FROM cluster_silo WHERE cluster_id = $1 AND status = 3 ORDER BY 1, 2";

    // Only those that have still not moved, and like every change of a status with the next version.
    private const string DeclareDead = """
        WITH dead AS (
            UPDATE cluster_silo SET status = 6
             WHERE cluster_id = $1 AND status = 3
               AND (generation, alive_at) IN (SELECT * FROM unnest($2::integer[], $3::timestamptz[]))
            RETURNING cluster_id
        ), moved AS (
            UPDATE cluster SET version = version + 1, changed_at = clock_timestamp()
             WHERE id = $1 AND EXISTS (SELECT FROM dead)
        )
        SELECT count(*) FROM dead
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var first = await ReadAsync(cancellationToken);
        using var timer = new PeriodicTimer(Pause, clock);
        for (var since = clock.GetTimestamp(); first.Count > 0;)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            if (!first.SequenceEqual(await ReadAsync(cancellationToken)))
            {
                return;
            }

            if (clock.GetElapsedTime(since) >= Silence)
            {
                Log.Ghosts(logger, await DeclareAsync(first, cancellationToken));
                return;
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<(int Generation, DateTime AliveAt)>> ReadAsync(CancellationToken cancellation)
    {
        await using var command = connections.Writer.CreateCommand(Signs);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<(int, DateTime)> signs = [];
        while (await reader.ReadAsync(cancellation))
        {
            signs.Add((reader.GetInt32(0), reader.GetDateTime(1)));
        }

        return signs;
    }

    private async Task<long> DeclareAsync(List<(int Generation, DateTime AliveAt)> silent, CancellationToken cancellation)
    {
        await using var command = connections.Writer.CreateCommand(DeclareDead);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. silent.Select(silo => silo.Generation)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. silent.Select(silo => silo.AliveAt)] });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} silos of a cluster that has died count as dead from now on")]
        public static partial void Ghosts(ILogger logger, long count);
    }
}
#endif
