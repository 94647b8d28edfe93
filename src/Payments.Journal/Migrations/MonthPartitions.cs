using Npgsql;

namespace Payments.Journal.Migrations;

/// <summary>
/// Keeps a partition ready for every month whose ids can come now: ids carry the clock of the machine that made them, so
/// last month's and the next two months' are there as well.
/// </summary>
public sealed class MonthPartitions(NpgsqlDataSource source)
{
    // Months are counted in UTC, whatever the session's time zone is: adding a month to a local time can skip one.
    private const string Ensure = """
        SELECT ensure_month((clock_timestamp() AT TIME ZONE 'UTC' + make_interval(months => months)) AT TIME ZONE 'UTC')
          FROM generate_series(-1, 2) AS months
        """;

    /// <summary>Makes the partitions of last, this and the next two months by the database's clock, where they are missing.</summary>
    public async Task EnsureMonthsAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Ensure);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
