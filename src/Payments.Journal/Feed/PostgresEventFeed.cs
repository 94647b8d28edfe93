using Npgsql;
using Payments.Domain.Feed;
using Payments.Domain.Ledger;

namespace Payments.Journal.Feed;

/// <summary>Reads notices from the event table.</summary>
/// <param name="connections">Connections that read, as the application's role.</param>
public sealed class PostgresEventFeed(NpgsqlDataSource connections) : IEventFeed
{
    // Positions are given out under a lock that is held to the commit: whoever sees one sees all before it.
    private const string Page = """
        SELECT position, type, object_id, object_sequence, owner_id, other_owner_id
          FROM event WHERE position > $1 ORDER BY position LIMIT $2
        """;

    /// <inheritdoc/>
    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var query = connections.CreateCommand("SELECT position FROM feed_head");
        return (long)(await query.ExecuteScalarAsync(cancellation))!;
    }

    /// <inheritdoc/>
    public async Task<FeedPage> ReadAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var query = connections.CreateCommand(Page);
        return await ReadAsync(query, after, limit, cancellation);
    }

    /// <summary>The same on a connection of the caller's.</summary>
    internal static async Task<FeedPage> ReadAsync(NpgsqlConnection connection, long after, int limit, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand(Page, connection);
        return await ReadAsync(query, after, limit, cancellation);
    }

    private static async Task<FeedPage> ReadAsync(NpgsqlCommand query, long after, int limit, CancellationToken cancellation)
    {
        query.Parameters.Add(new() { Value = after });
        query.Parameters.Add(new() { Value = limit });
        await using var row = await query.ExecuteReaderAsync(cancellation);
        var notices = new List<FeedNotice>();
        while (await row.ReadAsync(cancellation))
        {
            notices.Add(new FeedNotice(
                row.GetInt64(0), (EventType)row.GetInt16(1), row.GetGuid(2), row.GetInt32(3), row.GetGuid(4),
                row.IsDBNull(5) ? null : row.GetGuid(5)));
        }

        return new FeedPage(after, notices.Count == 0 ? after : notices[^1].Position, notices.ToArray());
    }
}
