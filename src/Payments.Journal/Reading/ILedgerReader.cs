using Payments.Domain.Commands;
using Payments.Domain.Ledger;

namespace Payments.Journal.Reading;

/// <summary>
/// Reads the journal as it is committed. Who may see what is the caller's business: filters by owner are arguments here,
/// null means all owners.
/// </summary>
public interface ILedgerReader
{
    /// <summary>One account.</summary>
    Task<AccountView?> FindAccountAsync(Guid accountId, CancellationToken cancellation);

    /// <summary>Accounts, newest first.</summary>
    Task<Page<AccountView>> ListAccountsAsync(
        Guid? owner, AccountType? type, string? currency, AccountStatus? status, PageRequest page, CancellationToken cancellation);

    /// <summary>Posted balance after the last posting at or before the instant; zero before the first.</summary>
    Task<BalanceView?> BalanceAtAsync(Guid accountId, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>An account's postings, newest first; paged by posting sequence: before and after are exclusive.</summary>
    Task<Page<StatementLine>> ListPostingsAsync(
        Guid accountId, long? beforeSequence, long? afterSequence, int limit, CancellationToken cancellation);

    /// <summary>An account's postings behind one sequence, up to and with another, oldest first, streamed.</summary>
    IAsyncEnumerable<StatementLine> StreamStatementAsync(
        Guid accountId, long afterSequence, long lastSequence, CancellationToken cancellation);

    /// <summary>One transfer.</summary>
    Task<TransferView?> FindTransferAsync(Guid transferId, CancellationToken cancellation);

    /// <summary>Transfers, newest first; <paramref name="owner"/> is of either side.</summary>
    Task<Page<TransferView>> ListTransfersAsync(
        Guid? owner, Guid? account, string? status, string? reference, IReadOnlyDictionary<string, string>? metadata,
        PageRequest page, CancellationToken cancellation);

    /// <summary>Journal entries, newest first.</summary>
    Task<Page<EntryView>> ListEntriesAsync(
        Guid? owner, Guid? account, EntryKind? kind, string? reference, PageRequest page, CancellationToken cancellation);

    /// <summary>All entries in feed order, streamed, for exports.</summary>
    IAsyncEnumerable<EntryView> StreamEntriesAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation);

    /// <summary>All accounts that have postings, streamed, for exports.</summary>
    IAsyncEnumerable<AccountView> StreamAccountsAsync(CancellationToken cancellation);

    /// <summary>Sums per account type and currency, at one moment.</summary>
    Task<TrialBalance> TrialBalanceAsync(CancellationToken cancellation);

    /// <summary>
    /// The feed after a position, in commit order. Looks at a bounded stretch of the feed: the second value is the position
    /// up to which it looked, to go on from.
    /// </summary>
    Task<(IReadOnlyList<EventView> Events, long LookedUpTo, bool HasMore)> ListEventsAsync(
        long after, Guid? owner, Guid? objectId, EventType? type, int limit, CancellationToken cancellation);

    /// <summary>One user or merchant.</summary>
    Task<PartyView?> FindPartyAsync(Guid partyId, CancellationToken cancellation);

    /// <summary>Users or merchants, newest first.</summary>
    Task<Page<PartyView>> ListPartiesAsync(PartyKind kind, PageRequest page, CancellationToken cancellation);

    /// <summary>API keys, newest first.</summary>
    Task<Page<ApiKeyView>> ListApiKeysAsync(Guid? merchant, PageRequest page, CancellationToken cancellation);

    /// <summary>One API key.</summary>
    Task<ApiKeyView?> FindApiKeyAsync(Guid keyId, CancellationToken cancellation);

    /// <summary>Whose secret this is, by the secret's SHA-256.</summary>
    Task<ApiKeyIdentity?> IdentifyApiKeyAsync(byte[] secretHash, CancellationToken cancellation);

    /// <summary>One approval.</summary>
    Task<ApprovalState?> FindApprovalAsync(Guid approvalId, CancellationToken cancellation);

    /// <summary>Approvals, newest first: with a status, about a transfer, asked for by a person, or whatever of that is given.</summary>
    Task<Page<ApprovalState>> ListApprovalsAsync(
        ApprovalStatus? status, Guid? transferId, string? requestedBy, PageRequest page, CancellationToken cancellation);

    /// <summary>Idempotency records by operation id.</summary>
    Task<IReadOnlyList<OperationView>> FindOperationsAsync(IReadOnlyCollection<Guid> operationIds, CancellationToken cancellation);

    /// <summary>Holds whose time is over by the database's clock, oldest first.</summary>
    Task<IReadOnlyList<HoldState>> ListOverdueHoldsAsync(int limit, CancellationToken cancellation);

    /// <summary>Pending approvals whose time is over by the database's clock, oldest first.</summary>
    Task<IReadOnlyList<ApprovalState>> ListOverdueApprovalsAsync(int limit, CancellationToken cancellation);
}
