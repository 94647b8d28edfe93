using System.Runtime.CompilerServices;
using Npgsql;
using Payments.Domain;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

public sealed partial class PostgresLedgerReader
{
    private static readonly LedgerQuery.Constant AccountId = new("a.id");
    private static readonly LedgerQuery.Constant AccountRecordedAt = new("a.recorded_at");

    /// <inheritdoc/>
    public Task<AccountView?> FindAccountAsync(Guid accountId, CancellationToken cancellation) => FindAsync(
        Accounts().Add($" WHERE b.account_id = {accountId}"), LedgerRows.Account, cancellation);

    /// <inheritdoc/>
    public async Task<Page<AccountView>> ListAccountsAsync(
        Guid? owner, AccountType? type, string? currency, AccountStatus? status, PageRequest page, CancellationToken cancellation)
    {
        var query = Accounts()
            .Add($" WHERE true")
            .AddIf(owner is not null, $"   AND a.owner_id = {owner}")
            .AddIf(type is not null, $"   AND a.type = {(short)type.GetValueOrDefault()}")
            .AddIf(currency is not null, $"   AND a.currency = {currency!}")
            .AddIf(status is not null, $"   AND b.status = {(short)status.GetValueOrDefault()}");
        AddPage(query, page, AccountId, AccountRecordedAt);
        return ToPage(await ListAsync(query, LedgerRows.Account, cancellation), page.Limit, IsTowardsOlder(page));
    }

    /// <inheritdoc/>
    public Task<BalanceView?> BalanceAtAsync(Guid accountId, DateTimeOffset at, CancellationToken cancellation)
    {
        // OFFSET 0 keeps the search for the sequence out of the scans of the partitions: it runs once.
        var query = new LedgerQuery().Add($"""
            SELECT a.currency, coalesce(p.posted_after, 0), coalesce(p.sequence, 0)
              FROM account a
             CROSS JOIN LATERAL (SELECT sequence_at(a.id, {at}) AS sequence OFFSET 0) AS last
              LEFT JOIN posting p ON p.account_id = a.id AND p.sequence = last.sequence
             WHERE a.id = {accountId}
            """);
        return FindAsync(
            query, row => new BalanceView(accountId, Currency.Of(row.GetString(0)), at, row.GetInt64(1), row.GetInt64(2)), cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AccountView> StreamAccountsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (Guid? last = Guid.Empty; last is not null;)
        {
            var query = Accounts().Add($"""
                 WHERE b.account_id > {last} AND b.sequence > 0
                 ORDER BY b.account_id LIMIT {LedgerQuery.Number(StretchLength)}
                """);
            var stretch = await ListAsync(query, LedgerRows.Account, cancellation);
            foreach (var account in stretch)
            {
                yield return account;
            }

            last = stretch.Count == StretchLength ? stretch[^1].Account.Id : null;
        }
    }

    /// <inheritdoc/>
    public async Task<TrialBalance> TrialBalanceAsync(CancellationToken cancellation)
    {
        // One statement, so that sums, position and time are of one snapshot.
        var query = new LedgerQuery().Add($"""
            SELECT statement_timestamp(), head.position, b.type, b.currency, b.accounts, b.posted, b.held
              FROM feed_head head
              LEFT JOIN (SELECT type, currency, count(*) AS accounts, sum(posted)::bigint AS posted, sum(held)::bigint AS held
                           FROM balance GROUP BY type, currency) AS b ON true
             ORDER BY b.currency, b.type
            """);
        var rows = await ListAsync(query, row => (At: row.Instant(0), Position: row.GetInt64(1), Line: TrialBalanceLine(row)), cancellation);
        return new TrialBalance(rows[0].At, rows[0].Position, [.. rows.Where(row => row.Line is not null).Select(row => row.Line!)]);
    }

    private static LedgerQuery Accounts() => new LedgerQuery().Add($"""
        SELECT {LedgerRows.AccountColumns}
          FROM balance b JOIN account a ON a.id = b.account_id
        """);

    private static TrialBalanceLine? TrialBalanceLine(NpgsqlDataReader row) => row.IsDBNull(2)
        ? null
        : new TrialBalanceLine(
            (AccountType)row.GetInt16(2), Currency.Of(row.GetString(3)), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));
}
