using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Journal.Reading;

namespace Payments.Journal.Verification;

/// <summary>An event as it is stored, with its audit record.</summary>
internal sealed record StoredEvent(long Position, DateTimeOffset RecordedAt, EventRow Row, DateTimeOffset? AuditRecordedAt)
{
    public override string ToString() => $"event {Position}";
}

/// <summary>An entry as it is stored, with its postings by ordinal.</summary>
internal sealed record StoredEntry(EntryRow Row, DateTimeOffset RecordedAt)
{
    internal List<PostingRow> Postings { get; } = new(2);

    public override string ToString() => $"entry {Row.Id}";
}

/// <summary>A batch's row.</summary>
internal sealed record StoredBatch(long LastPosition, long FirstPosition, DateTimeOffset RecordedAt, byte[] Digest, byte[] Chain);

/// <summary>An idempotency record: for an immediate transfer with the balances that it answers, else with the outcome's text.</summary>
internal sealed record StoredOperation(
    Guid Id, Guid ObjectId, byte[]? BalancesAfter, string? Outcome, Guid TenantId, DateTimeOffset RecordedAt, bool MovesMoney);

/// <summary>A user's or merchant's row.</summary>
internal sealed record StoredParty(
    PartyKind Kind, string Name, string? Email, string? Metadata, byte[]? Salt, DateTimeOffset RecordedAt);

/// <summary>An API key's row.</summary>
internal sealed record StoredApiKey(ApiKeyRow Row, DateTimeOffset RecordedAt);

/// <summary>A balance row beside its account's row.</summary>
internal sealed record StoredAccount(AccountView View, Guid OwnerId, AccountType Type, string Currency, DateTimeOffset OpenedAt);

/// <summary>An approval's row.</summary>
/// <param name="Row">The row.</param>
/// <param name="HasReversal">True when the reversal that it names reverses the entry that it is about.</param>
internal sealed record StoredApproval(ApprovalState Row, bool HasReversal);

/// <summary>A part of the feed with all rows that its events tell of, as of the verification's snapshot.</summary>
internal sealed class FeedStretch
{
    internal List<StoredEvent> Events { get; init; } = [];

    /// <summary>Batches that end in the stretch.</summary>
    internal List<StoredBatch> Batches { get; } = [];

    /// <summary>Entries that the events tell of, and those that they reverse.</summary>
    internal Dictionary<Guid, StoredEntry> Entries { get; } = [];

    internal Dictionary<Guid, HoldState> Holds { get; } = [];

    /// <summary>Accounts that account events are about.</summary>
    internal Dictionary<Guid, StoredAccount> Accounts { get; } = [];

    internal Dictionary<Guid, StoredOperation> Operations { get; } = [];

    /// <summary>Reversed entries with the entries that reverse them.</summary>
    internal Dictionary<Guid, Guid> Reversals { get; } = [];

    internal Dictionary<Guid, StoredParty> Parties { get; } = [];

    internal Dictionary<Guid, StoredApiKey> ApiKeys { get; } = [];

    internal Dictionary<Guid, StoredApproval> Approvals { get; } = [];
}
