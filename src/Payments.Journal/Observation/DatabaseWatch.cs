using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Payments.Journal.Observation;

/// <summary>Looks every few seconds at what an operator must know about the database, for <see cref="LedgerGauges"/>.</summary>
/// <param name="connections">Connections that read.</param>
/// <param name="clock">The clock.</param>
public sealed class DatabaseWatch(NpgsqlDataSource connections, TimeProvider clock) : BackgroundService
{
    private const string Query = """
        SELECT (SELECT position FROM feed_head),
               (SELECT position FROM feed_cursor WHERE name = 'streams'),
               (SELECT count(*) FROM (SELECT FROM hold
                 WHERE status = 1 AND expires_at < clock_timestamp() - interval '30 seconds' LIMIT 1000) AS overdue),
               to_regclass('posting_' || to_char(
                 date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + interval '1 month', 'YYYY_MM')) IS NOT NULL,
               current_setting('archive_mode') <> 'off' AND EXISTS (SELECT FROM pg_stat_archiver
                 WHERE last_failed_time > coalesce(last_archived_time, '-infinity'))
        """;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private volatile DatabaseState? _last;

    /// <summary>What the last look told; null while the database does not answer.</summary>
    public DatabaseState? Last => _last;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = connections.CreateCommand(Query);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            _last = new DatabaseState(
                reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3),
                reader.GetBoolean(4));
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            // Whoever cannot write meanwhile says so in the log; here a gauge goes to zero.
            _last = null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
