using Npgsql;
using Payments.Domain.Commands;

namespace Payments.Journal.Writing;

/// <summary>The journal's transactions on PostgreSQL.</summary>
/// <param name="connections">Connections of the application's role.</param>
public sealed class PostgresJournalStore(NpgsqlDataSource connections) : IJournalStore
{
    private readonly JournalStore _store = new(cancellation => PostgresSession.OpenAsync(connections, cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Answer>> ExecuteAsync(IReadOnlyList<Command> batch, CancellationToken cancellation) =>
        _store.ExecuteAsync(batch, cancellation);
}
