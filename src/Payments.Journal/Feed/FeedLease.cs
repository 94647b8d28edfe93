using Npgsql;
using Payments.Domain.Feed;

namespace Payments.Journal.Feed;

/// <summary>
/// The right to feed the streams, which one process in the cluster has at a time, with the durable cursor that says how far
/// they are fed. The right is a lock of a database session: it ends with the process, the connection or the server.
/// </summary>
/// <remarks>
/// A holder that does not know yet that its session is gone may publish what the next one publishes again: consumers look
/// at positions. It cannot move the cursor, because it does that through the same session.
/// </remarks>
public sealed class FeedLease : IAsyncDisposable
{
    private const string Take = "SELECT pg_try_advisory_lock(7305809152737)";

    // A ledger that had no streams before is not replayed into them: consumers begin by reading the feed.
    private const string Begin = """
        INSERT INTO feed_cursor (name, position) SELECT 'streams', position FROM feed_head ON CONFLICT (name) DO NOTHING
        """;

    private const string Cursor = "SELECT position FROM feed_cursor WHERE name = 'streams'";

    private const string Move =
        "UPDATE feed_cursor SET position = $1, moved_at = clock_timestamp() WHERE name = 'streams' AND position < $1";

    private readonly NpgsqlConnection _session;

    private FeedLease(NpgsqlConnection session, long position) => (_session, Position) = (session, position);

    /// <summary>Where the streams were fed up to, as far as it was written down.</summary>
    public long Position { get; private set; }

    /// <summary>Takes the right; null while another process has it.</summary>
    /// <param name="connections">Connections of the application's role; one is kept for as long as the right.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<FeedLease?> TryTakeAsync(NpgsqlDataSource connections, CancellationToken cancellation)
    {
        var session = await connections.OpenConnectionAsync(cancellation);
        try
        {
            await using var take = new NpgsqlCommand(Take, session);
            if (!(bool)(await take.ExecuteScalarAsync(cancellation))!)
            {
                await session.DisposeAsync();
                return null;
            }

            await using var begin = new NpgsqlCommand(Begin, session);
            await begin.ExecuteNonQueryAsync(cancellation);
            await using var cursor = new NpgsqlCommand(Cursor, session);
            return new FeedLease(session, (long)(await cursor.ExecuteScalarAsync(cancellation))!);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>What follows a position.</summary>
    public Task<FeedPage> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        PostgresEventFeed.ReadAsync(_session, after, limit, cancellation);

    /// <summary>Writes down how far the streams are fed.</summary>
    public async Task MoveAsync(long position, CancellationToken cancellation)
    {
        if (position > Position)
        {
            await using var move = new NpgsqlCommand(Move, _session) { Parameters = { new() { Value = position } } };
            await move.ExecuteNonQueryAsync(cancellation);
            Position = position;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // The pool keeps sessions, and with them their locks.
            await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _session);
            await release.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }

        await _session.DisposeAsync();
    }
}
