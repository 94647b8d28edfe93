using Npgsql;

namespace Payments.Benchmarks.Machine;

/// <summary>
/// Brings PostgreSQL's log to where it is after some hours of service: its segments are used again. A fresh server makes
/// each segment while every commit waits, which would be measured as everybody's latency.
/// </summary>
internal static class RecycledLog
{
    private const string Segments = """
        SELECT (SELECT setting::bigint * 1048576 FROM pg_settings WHERE name = 'min_wal_size') /
               (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size')
        """;

    private const string Switch = """
        SELECT count(pg_logical_emit_message(false, 'bench', '')), count(pg_switch_wal()) FROM generate_series(1, $1)
        """;

    /// <summary>Makes as many segments as the server keeps for later (<c>min_wal_size</c>).</summary>
    public static async Task PrepareAsync(string postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var connection = await source.OpenConnectionAsync();
        await using var count = new NpgsqlCommand(Segments, connection);
        var segments = (long)(await count.ExecuteScalarAsync())!;
        await using var move = new NpgsqlCommand(Switch, connection) { CommandTimeout = 0, Parameters = { new() { Value = segments } } };
        await move.ExecuteNonQueryAsync();
        await using var checkpoint = new NpgsqlCommand("CHECKPOINT", connection) { CommandTimeout = 0 };
        await checkpoint.ExecuteNonQueryAsync();
    }
}
