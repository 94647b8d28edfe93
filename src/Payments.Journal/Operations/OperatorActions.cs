using Npgsql;
using Payments.Domain.Commands;

namespace Payments.Journal.Operations;

/// <summary>The record of what operators do to the running system: who, what, from where.</summary>
/// <param name="connections">Connections of the application's role.</param>
public sealed class OperatorActions(NpgsqlDataSource connections)
{
    private const string Drain = "silo.drain";

    // Held to the end of the transaction: of two drains at once, the second sees the first.
    private const string LockDrains = "SELECT pg_advisory_xact_lock(7305809152736)";

    private const string Drained = "SELECT target FROM operator_action WHERE action = $1 AND target = ANY ($2)";

    private const string Record = """
        INSERT INTO operator_action (id, action, target, actor, role, address, user_agent, request_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>Records the drain of a silo when another one is left, counting those that are told to drain as gone.</summary>
    /// <param name="silo">Key of the silo to drain.</param>
    /// <param name="active">Keys of all silos that are active.</param>
    /// <param name="origin">Who drains it.</param>
    /// <param name="cancellation">Stops it before its commit.</param>
    /// <returns>False when no other silo would be left, and nothing was recorded; true also when it was recorded before.</returns>
    public async Task<bool> TryRecordDrainAsync(
        string silo, IReadOnlyCollection<string> active, Origin origin, CancellationToken cancellation)
    {
        await using var connection = await connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var wait = new NpgsqlCommand(LockDrains, connection))
        {
            await wait.ExecuteNonQueryAsync(cancellation);
        }

        var drained = await ReadDrainedAsync(connection, [.. active, silo], cancellation);
        if (drained.Contains(silo))
        {
            return true;
        }

        if (active.All(key => key == silo || drained.Contains(key)))
        {
            return false;
        }

        await RecordAsync(connection, silo, origin, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<HashSet<string>> ReadDrainedAsync(
        NpgsqlConnection connection, string[] silos, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand(Drained, connection) { Parameters = { new() { Value = Drain }, new() { Value = silos } } };
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        var drained = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            drained.Add(reader.GetString(0));
        }

        return drained;
    }

    private static async Task RecordAsync(NpgsqlConnection connection, string silo, Origin origin, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(Record, connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() }, new() { Value = Drain }, new() { Value = silo },
                new() { Value = origin.Actor }, new() { Value = (short)origin.Role },
                new() { Value = (object?)origin.Address ?? DBNull.Value }, new() { Value = (object?)origin.UserAgent ?? DBNull.Value },
                new() { Value = origin.RequestId },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}
