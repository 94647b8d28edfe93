using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Payments.Journal.Retention;

/// <summary>
/// Deletes idempotency records past their retention, a bounded number at a time. After it a key is new again; entries and
/// postings stay.
/// </summary>
/// <param name="source">Connections of the application's role, which may delete them in this one way.</param>
/// <param name="clock">When to look; what is old is decided by the database's clock.</param>
/// <param name="logger">For what was deleted.</param>
public sealed partial class OperationRetention(NpgsqlDataSource source, TimeProvider clock, ILogger<OperationRetention> logger)
    : BackgroundService
{
    /// <summary>How long a record is kept at least.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromHours(24);

    /// <summary>How long the record of what moves money is kept at least.</summary>
    public static readonly TimeSpan KeepMoneyFor = TimeSpan.FromDays(30);

    private const int RecordsMax = 5_000;
    private const string Sql = "SELECT purge_operations(clock_timestamp() - $1, clock_timestamp() - $2, $3)";
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Deletes what is past its retention now.</summary>
    /// <returns>How many records were deleted.</returns>
    public async Task<long> PurgeAsync(CancellationToken cancellation)
    {
        var total = 0L;
        for (var purged = 1L; purged > 0; total += purged)
        {
            await using var command = source.CreateCommand(Sql);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = KeepFor });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = KeepMoneyFor });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = RecordsMax });
            purged = (long)(await command.ExecuteScalarAsync(cancellation))!;
        }

        return total;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Log.Purged(logger, await PurgeAsync(stoppingToken));
            }
            catch (NpgsqlException e)
            {
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} idempotency records past their retention were deleted")]
        public static partial void Purged(ILogger logger, long count);

        [LoggerMessage(LogLevel.Warning, "Idempotency records past their retention could not be deleted; the next look tries again")]
        public static partial void Failed(ILogger logger, Exception cause);
    }
}
