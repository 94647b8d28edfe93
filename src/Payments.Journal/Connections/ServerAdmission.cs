using Npgsql;

namespace Payments.Journal.Connections;

/// <summary>
/// The server is not the primary, or another one has been promoted in its place since. Nothing is asked of it: what it tells
/// may be undone already, and what it is told may never be known elsewhere.
/// </summary>
public sealed class NotPrimaryException(string why) : NpgsqlException($"PostgreSQL is not to be used: {why}")
{
    /// <summary>Lets Npgsql pass the server over for a while and try the next one.</summary>
    public override bool IsTransient => true;
}

/// <summary>
/// Looks at every new connection before it is used, whichever server it has come to: that it is a primary, that no other one
/// was promoted in its place as far as this process knows, and that it keeps what it commits.
/// </summary>
/// <remarks>
/// A promotion begins a time line, with a higher number than any before on that server. So a former primary that is started
/// again as what it was is known by its lower number: without this it would be taken back, for it stands first in the list.
/// </remarks>
/// <param name="writes">True when commits are made here, so that the settings which keep them matter.</param>
internal sealed class ServerAdmission(bool writes)
{
    /// <summary>Comes after the settings of a session, in the same round trip.</summary>
    internal const string Query = """
        SELECT CASE WHEN pg_is_in_recovery() THEN 0
                    ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint END,
               current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')
        """;

    private readonly Lock _lock = new();
    private long _timeline;

    /// <summary>The highest time line that was seen; zero before the first connection.</summary>
    internal long Timeline
    {
        get
        {
            lock (_lock)
            {
                return _timeline;
            }
        }
    }

    /// <summary>Called when a server with a higher time line was seen than before: connections to others are stale.</summary>
    internal event Action? Promoted;

    /// <summary>Judges a server by the row that <see cref="Query"/> gives.</summary>
    /// <exception cref="NotPrimaryException">Another server is the primary.</exception>
    /// <exception cref="UnsafeServerException">It could lose an acknowledged commit.</exception>
    internal void Judge(NpgsqlDataReader row)
    {
        var timeline = row.GetInt64(0);
        var known = Learn(timeline);
        if (timeline == 0)
        {
            throw new NotPrimaryException("it follows another server");
        }

        if (timeline < known)
        {
            throw new NotPrimaryException($"it writes time line {timeline}, and a server with {known} was seen");
        }

        if (known > 0 && timeline > known)
        {
            Promoted?.Invoke();
        }

        if (writes)
        {
            ServerSettings.RefuseUnsafe(row.GetString(1), row.GetString(2), row.GetString(3));
        }
    }

    /// <returns>The highest one before.</returns>
    private long Learn(long timeline)
    {
        lock (_lock)
        {
            var known = _timeline;
            _timeline = Math.Max(known, timeline);
            return known;
        }
    }
}
