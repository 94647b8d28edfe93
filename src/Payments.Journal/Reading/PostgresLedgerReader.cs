using Npgsql;

namespace Payments.Journal.Reading;

/// <summary>Reads the journal from PostgreSQL. Each answer is of one moment, except streams, which read on as they go.</summary>
/// <param name="connections">Connections that read, as the application's role.</param>
/// <remarks>
/// Streams ask for one bounded stretch after the other and hold neither a connection nor a transaction while their
/// consumer is slow. What they read only grows, so the stretches fit together.
/// </remarks>
public sealed partial class PostgresLedgerReader(NpgsqlDataSource connections) : ILedgerReader
{
    private const int StretchLength = 1_000;

    private async Task<List<T>> ListAsync<T>(
        LedgerQuery query, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = query.ToCommand(connections);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async Task<T?> FindAsync<T>(LedgerQuery query, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        where T : class =>
        (await ListAsync(query, read, cancellation)).FirstOrDefault();

    /// <summary>Bounds, order and size of a page of a list whose order is that of its ids.</summary>
    private static LedgerQuery AddPage(LedgerQuery query, PageRequest page, LedgerQuery.Constant id, LedgerQuery.Constant recordedAt)
    {
        query
            .AddIf(page.StartingAfter is not null, $"   AND {id} < {page.StartingAfter}")
            .AddIf(page.EndingBefore is not null, $"   AND {id} > {page.EndingBefore}")
            .AddIf(page.From is not null, $"   AND {recordedAt} >= {page.From}")
            .AddIf(page.To is not null, $"   AND {recordedAt} < {page.To}");
        return query.Add($" ORDER BY {id} {Direction(page)} LIMIT {LedgerQuery.Number(page.Limit + 1)}");
    }

    private static LedgerQuery.Constant Direction(PageRequest page) => new(IsTowardsOlder(page) ? "DESC" : "ASC");

    /// <summary>Only with nothing but <see cref="PageRequest.EndingBefore"/> a page is read from its older end.</summary>
    private static bool IsTowardsOlder(PageRequest page) => page.EndingBefore is null || page.StartingAfter is not null;

    /// <summary>One row more than the page holds was asked for: it tells whether there is more.</summary>
    private static Page<T> ToPage<T>(List<T> rows, int limit, bool isTowardsOlder)
    {
        var hasMore = rows.Count > limit;
        if (hasMore)
        {
            rows.RemoveRange(limit, rows.Count - limit);
        }

        if (!isTowardsOlder)
        {
            rows.Reverse();
        }

        return new Page<T>(rows, hasMore);
    }
}
