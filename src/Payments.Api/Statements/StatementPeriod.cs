using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Api.Statements;

/// <summary>
/// A period of an account: opening balance, the postings in between, closing balance. Bounded by posting sequence, so that
/// opening plus postings is closing even while more is written.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after.</param>
/// <param name="Opening">Balance before the period.</param>
/// <param name="Closing">Balance at its end.</param>
internal sealed record StatementPeriod(
    AccountState Account, DateTimeOffset From, DateTimeOffset To, BalanceView Opening, BalanceView Closing)
{
    // The journal keeps microseconds: the last instant before another one is one of them earlier.
    private static readonly TimeSpan Least = TimeSpan.FromMicroseconds(1);

    /// <summary>Reads both balances.</summary>
    public static async Task<StatementPeriod> LoadAsync(
        AccountState account, DateTimeOffset from, DateTimeOffset to, ILedgerReader reader, CancellationToken cancellation)
    {
        var opening = await reader.BalanceAtAsync(account.Id, from - Least, cancellation);
        var closing = await reader.BalanceAtAsync(account.Id, to - Least, cancellation);
        return new StatementPeriod(
            account, from, to, opening ?? Zero(account, from), closing ?? opening ?? Zero(account, to));
    }

    /// <summary>The postings between the two balances.</summary>
    public IAsyncEnumerable<StatementLine> LinesAsync(ILedgerReader reader, CancellationToken cancellation) =>
        reader.StreamStatementAsync(Account.Id, Opening.Sequence, Closing.Sequence, cancellation);

    private static BalanceView Zero(AccountState account, DateTimeOffset at) => new(account.Id, account.Currency, at, 0, 0);
}
