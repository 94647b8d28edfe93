using Payments.Domain.Commands;
using Payments.Domain.Refusals;

namespace Payments.Domain.Ledger;

/// <summary>An idempotency record that an earlier transaction wrote.</summary>
/// <param name="Fingerprint">Of the first request's body.</param>
/// <param name="ObjectId">The object that the first request made: equal to a command's own when that command made it.</param>
/// <param name="Outcome">What was done, or null.</param>
/// <param name="Refusal">Why it was refused, or null.</param>
public sealed record StoredOperation(byte[] Fingerprint, Guid ObjectId, Outcome? Outcome, Refusal? Refusal);

/// <summary>A posted entry that a command wants to reverse.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="TransferId">The transfer it belongs to.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Postings">Account and signed amount, in order.</param>
/// <param name="Reversed">True when it was reversed already.</param>
public sealed record OriginalEntry(
    Guid Id, EntryKind Kind, Guid TransferId, Currency Currency, IReadOnlyList<(Guid AccountId, long Amount)> Postings, bool Reversed);

/// <summary>What a batch's demand found in the journal; accounts and holds are locked until the transaction ends.</summary>
public sealed class JournalSnapshot
{
    /// <summary>The database's clock after the locks were taken.</summary>
    public required DateTimeOffset Now { get; set; }

    /// <summary>Idempotency records by operation id.</summary>
    public Dictionary<Guid, StoredOperation> Operations { get; } = [];

    /// <summary>Accounts that exist.</summary>
    public Dictionary<Guid, AccountState> Accounts { get; } = [];

    /// <summary>Holds that exist.</summary>
    public Dictionary<Guid, HoldState> Holds { get; } = [];

    /// <summary>Entries to be reversed that exist.</summary>
    public Dictionary<Guid, OriginalEntry> Originals { get; } = [];

    /// <summary>Users and merchants that exist, with their kind.</summary>
    public Dictionary<Guid, PartyKind> Parties { get; } = [];

    /// <summary>Mail addresses that are taken.</summary>
    public HashSet<string> Emails { get; } = new(StringComparer.Ordinal);

    /// <summary>API keys that exist.</summary>
    public Dictionary<Guid, ApiKeyRow> ApiKeys { get; } = [];

    /// <summary>Approvals that exist: those to be decided, and the pending ones of transfers to be reversed.</summary>
    public Dictionary<Guid, ApprovalState> Approvals { get; } = [];
}
