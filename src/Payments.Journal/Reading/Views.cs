using Payments.Domain;
using Payments.Domain.Commands;
using Payments.Domain.Ledger;
using Payments.Domain.Refusals;

namespace Payments.Journal.Reading;

/// <summary>An account with the caller's own data.</summary>
public sealed record AccountView(AccountState Account, string? Metadata);

/// <summary>An account's balance after its last posting at or before an instant.</summary>
public sealed record BalanceView(Guid AccountId, Currency Currency, DateTimeOffset At, long Posted, long Sequence);

/// <summary>A transfer: immediate (its entry) or two-phase (its hold).</summary>
public sealed record TransferView
{
    /// <summary>The transfer.</summary>
    public required Guid Id { get; init; }

    /// <summary>Debited account.</summary>
    public required Guid Source { get; init; }

    /// <summary>Credited account.</summary>
    public required Guid Destination { get; init; }

    /// <summary>Owner of the debited account.</summary>
    public required Guid SourceOwner { get; init; }

    /// <summary>Owner of the credited account.</summary>
    public required Guid DestinationOwner { get; init; }

    /// <summary>Transferred or held, minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>Currency of both accounts.</summary>
    public required Currency Currency { get; init; }

    /// <summary>When it was made, by the database's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The hold, when it is two-phase.</summary>
    public HoldState? Hold { get; init; }

    /// <summary>The entry that moved the money, if any has.</summary>
    public Guid? EntryId { get; init; }

    /// <summary>The entry that reversed it, if one has.</summary>
    public Guid? ReversalId { get; init; }

    /// <summary>The batch it came in.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The caller's text.</summary>
    public string? Description { get; init; }

    /// <summary>The caller's own reference.</summary>
    public string? Reference { get; init; }

    /// <summary>The caller's own data, JSON.</summary>
    public string? Metadata { get; init; }

    /// <summary>held, posted, voided, expired or reversed.</summary>
    public string Status => ReversalId is not null ? "reversed" : Hold is null ? "posted" : Hold.Status.ToString().ToLowerInvariant();
}

/// <summary>A journal entry with all its postings.</summary>
public sealed record EntryView(
    Guid Id, EntryKind Kind, Guid TransferId, Guid? Reverses, Currency Currency, DateTimeOffset RecordedAt,
    string? Description, string? Reference, string? Metadata, string Actor, string RequestId, IReadOnlyList<PostingRow> Postings);

/// <summary>A posting as an account's statement shows it.</summary>
public sealed record StatementLine(
    PostingRow Posting, EntryKind Kind, Guid TransferId, DateTimeOffset RecordedAt, string? Description, string? Reference,
    Guid CounterAccount);

/// <summary>An event of the feed, with the entry when it tells of moved money.</summary>
public sealed record EventView(
    long Position, EventType Type, Guid ObjectId, int ObjectSequence, DateTimeOffset RecordedAt, Outcome? Data, EntryView? Entry);

/// <summary>A user or merchant.</summary>
public sealed record PartyView(Guid Id, PartyKind Kind, string Name, string? Email, string? Metadata, DateTimeOffset CreatedAt);

/// <summary>An API key without its secret.</summary>
public sealed record ApiKeyView(
    Guid Id, Guid MerchantId, string LastFour, string? Name, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt);

/// <summary>What an API key's secret stands for.</summary>
public sealed record ApiKeyIdentity(Guid KeyId, Guid MerchantId, DateTimeOffset? EndsAt);

/// <summary>An idempotency record.</summary>
public sealed record OperationView(
    Guid OperationId, string Key, string Route, byte[] Fingerprint, Guid ObjectId, Outcome? Outcome, Refusal? Refusal,
    DateTimeOffset FirstUsedAt, DateTimeOffset LastUsedAt, DateTimeOffset KeptUntil);

/// <summary>One line of the trial balance: all accounts of a type and currency.</summary>
public sealed record TrialBalanceLine(AccountType Type, Currency Currency, long Accounts, long Posted, long Held);

/// <summary>The trial balance: per currency all lines sum to zero.</summary>
public sealed record TrialBalance(DateTimeOffset At, long Position, IReadOnlyList<TrialBalanceLine> Lines);

/// <summary>How a page of a list is asked for: newest first.</summary>
public sealed record PageRequest
{
    /// <summary>1–100.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Only what is older than this id.</summary>
    public Guid? StartingAfter { get; init; }

    /// <summary>Only what is newer than this id (the page nearest to it).</summary>
    public Guid? EndingBefore { get; init; }

    /// <summary>Recorded at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Recorded before.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A page of a list, newest first.</summary>
public sealed record Page<T>(IReadOnlyList<T> Data, bool HasMore);
