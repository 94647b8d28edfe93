using Npgsql;

namespace Payments.Journal.Writing;

/// <summary>Keeps the first warning that the server sends while a transaction ends.</summary>
/// <remarks>
/// A commit waits for the synchronous standby. When somebody cancels the statement meanwhile (a client whose time is over, an
/// operator), PostgreSQL cannot undo the commit any more: it answers it as a success, rows of the proof included, and all that
/// tells it from one which the standby has is a warning. Were it believed, a failover would lose an acknowledged payment.
/// </remarks>
internal sealed class ServerWarnings : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private PostgresNotice? _first;

    internal ServerWarnings(NpgsqlConnection connection)
    {
        _connection = connection;
        connection.Notice += Keep;
    }

    /// <exception cref="JournalStoreException">There was one: what the transaction has done may not last.</exception>
    internal void ThrowIfAny()
    {
        if (_first is { } warning)
        {
            throw new JournalStoreException(StoreFailure.Unknown, $"the commit came with a warning: {warning.MessageText}");
        }
    }

    public void Dispose() => _connection.Notice -= Keep;

    private void Keep(object sender, NpgsqlNoticeEventArgs arguments)
    {
        if (arguments.Notice.InvariantSeverity == "WARNING")
        {
            _first ??= arguments.Notice;
        }
    }
}
