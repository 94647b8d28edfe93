using Npgsql;
using Payments.Domain.Ledger;
using Payments.Journal.Connections;

namespace Payments.Journal.Writing;

/// <summary>A connection to PostgreSQL and the statements that a batch needs there.</summary>
internal sealed class PostgresSession : IJournalSession
{
    private readonly NpgsqlConnection _connection;

    private PostgresSession(NpgsqlConnection connection) => _connection = connection;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public Task<JournalSnapshot> LookAsync(
        JournalDemand demand, IReadOnlyCollection<Guid> accounts, CancellationToken cancellation) =>
        JournalCommit.BeforeAsync(() => SnapshotReader.LookAsync(_connection, demand, accounts, cancellation));

    public Task<JournalSnapshot> LockAsync(JournalDemand demand, CancellationToken cancellation) =>
        JournalCommit.BeforeAsync(() => SnapshotReader.LockAsync(_connection, demand, cancellation));

    public async Task InsertAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        AddBeginning(batch, planned);
        await JournalCommit.BeforeAsync(() => batch.ExecuteNonQueryAsync(cancellation));
    }

    public async Task FinishAsync(PlannedBatch planned, bool isInserted, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        if (!isInserted)
        {
            AddBeginning(batch, planned);
        }

        PlanWriter.AddReliedOn(batch, planned);
        PlanWriter.AddBalances(batch, planned);
        batch.Add(WriteSql.WaitPatiently);
        PlanWriter.AddEnd(batch, planned);
        await JournalCommit.ExecuteAsync(batch, cancellation);
    }

    public async Task WriteAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        PlanWriter.AddInserts(batch, planned);
        PlanWriter.AddBalances(batch, planned);
        PlanWriter.AddEnd(batch, planned);
        await JournalCommit.ExecuteAsync(batch, cancellation);
    }

    public async Task ConfirmAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        PlanWriter.AddReliedOn(batch, planned);
        batch.Add(WriteSql.Lasting);
        await JournalCommit.ExecuteAsync(batch, cancellation);
    }

    public async Task LeaveAsync(PlannedBatch planned, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection);
        batch.Add("ROLLBACK");
        batch.Add(WriteSql.Lasting);
        await JournalCommit.ExecuteAsync(batch, cancellation);
    }

    public async Task RollBackAsync(CancellationToken cancellation)
    {
        await using var rollback = new NpgsqlCommand("ROLLBACK", _connection);
        await JournalCommit.BeforeAsync(() => rollback.ExecuteNonQueryAsync(cancellation));
    }

    /// <summary>Opens a session of the application's role on the primary.</summary>
    /// <exception cref="JournalStoreException">It cannot be reached.</exception>
    internal static async Task<IJournalSession> OpenAsync(NpgsqlDataSource connections, CancellationToken cancellation)
    {
        try
        {
            return new PostgresSession(await PrimaryConnection.OpenAsync(connections, cancellation));
        }
        catch (Exception e) when (JournalCommit.IsDatabaseFault(e))
        {
            throw new JournalStoreException(StoreFailure.Unavailable, "PostgreSQL cannot be reached", e);
        }
    }

    private static void AddBeginning(NpgsqlBatch batch, PlannedBatch planned)
    {
        batch.Add(ReadSql.Begin);
        batch.Add(WriteSql.WaitBriefly);
        PlanWriter.AddInserts(batch, planned);
    }
}
